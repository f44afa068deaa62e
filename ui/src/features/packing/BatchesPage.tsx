/** Not drawn yet. */
export function BatchesPage() {
  return <main className="work" />;
}
