/** Not drawn yet. */
export function BatchPage() {
  return <main className="work" />;
}
