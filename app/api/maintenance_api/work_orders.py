"""/api/work-orders: create, list, read, change."""

from datetime import datetime
from typing import Annotated, Literal, Self

from fastapi import APIRouter, HTTPException, Path, Query, Response
from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator
from sqlalchemy import func, select

from maintenance_api.cache import Cache
from maintenance_api.database import Database
from maintenance_api.models import WorkOrder

# Postgres text holds every character but NUL.
Title = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00]*$")
]
Description = Annotated[str, StringConstraints(max_length=10_000, pattern=r"^[^\x00]*$")]
Priority = Literal["low", "normal", "high"]
Status = Literal["open", "in_progress", "done"]
Id = Annotated[int, Path(ge=1, le=2**63 - 1)]


class NewWorkOrder(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: Title
    description: Description = ""
    priority: Priority = "normal"


class WorkOrderChange(BaseModel):
    model_config = ConfigDict(extra="forbid")

    # None only stands for "not given": null is refused, since no field of a work order may be empty.
    title: Title = None  # type: ignore[assignment]
    description: Description = None  # type: ignore[assignment]
    priority: Priority = None  # type: ignore[assignment]
    status: Status = None  # type: ignore[assignment]

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError(f"give at least one of {', '.join(type(self).model_fields)}")
        return self


class WorkOrderOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    title: str
    description: str
    priority: Priority
    status: Status
    created_at: datetime
    updated_at: datetime


class Page(BaseModel):
    items: list[WorkOrderOut]
    total: int
    limit: int
    offset: int


def routes(database: Database, cache: Cache) -> APIRouter:
    router = APIRouter(prefix="/api/work-orders", tags=["work orders"])

    @router.post("", status_code=201)
    def create(new: NewWorkOrder, response: Response) -> WorkOrderOut:
        with database.session.begin() as session:
            order = WorkOrder(**new.model_dump())
            session.add(order)
            session.flush()
            session.refresh(order)
            created = WorkOrderOut.model_validate(order)
        cache.invalidate()
        response.headers["Location"] = f"/api/work-orders/{created.id}"
        return created

    @router.get("", response_model=Page)
    def newest_first(
        limit: Annotated[int, Query(ge=1, le=100)] = 20,
        offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    ) -> Response:
        def load() -> bytes:
            order = (WorkOrder.created_at.desc(), WorkOrder.id.desc())
            with database.session() as session:
                items = session.scalars(select(WorkOrder).order_by(*order).limit(limit).offset(offset)).all()
                total = session.scalar(select(func.count()).select_from(WorkOrder))
            page = Page.model_validate(
                {"items": items, "total": total, "limit": limit, "offset": offset}, from_attributes=True
            )
            return page.model_dump_json().encode()

        return Response(cache.through(f"{limit}:{offset}", load), media_type="application/json")

    @router.get("/{order_id}")
    def read(order_id: Id) -> WorkOrderOut:
        with database.session() as session:
            return WorkOrderOut.model_validate(session.get(WorkOrder, order_id) or _missing(order_id))

    @router.patch("/{order_id}")
    def change(order_id: Id, changes: WorkOrderChange) -> WorkOrderOut:
        with database.session.begin() as session:
            order = session.get(WorkOrder, order_id, with_for_update=True) or _missing(order_id)
            for name, value in changes.model_dump(exclude_unset=True).items():
                setattr(order, name, value)
            session.flush()
            session.refresh(order)
            changed = WorkOrderOut.model_validate(order)
        cache.invalidate()
        return changed

    return router


def _missing(order_id: int) -> WorkOrder:
    raise HTTPException(404, f"there is no work order {order_id}")
