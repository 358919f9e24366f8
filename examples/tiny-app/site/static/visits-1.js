fetch("/v1/visits", { method: "POST" })
  .then((response) => response.json())
  .then(({ visits }) => {
    document.querySelector("output").textContent = visits;
  });
