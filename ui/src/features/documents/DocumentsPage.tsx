/** Not drawn yet. */
export function DocumentsPage() {
  return <main className="work" />;
}
