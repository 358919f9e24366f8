import { Component, type ReactNode } from "react";

/** A view that cannot be shown says so and leaves the rest of the page alone. */
export class ViewBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <div role="alert" className="problem">
        <p>This view could not be loaded.</p>
        <button
          type="button"
          onClick={() => {
            window.location.reload();
          }}
        >
          Load the page again
        </button>
      </div>
    );
  }
}
