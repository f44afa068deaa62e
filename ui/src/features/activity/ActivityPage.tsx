/** Not drawn yet. */
export function ActivityPage() {
  return <main className="work" />;
}
