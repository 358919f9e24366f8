export function Problem({ text, retry }: { text: string; retry?: () => void }) {
  return (
    <div role="alert" className="problem">
      <p>{text}</p>
      {retry && (
        <button type="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}
