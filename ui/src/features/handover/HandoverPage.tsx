/** Not drawn yet. */
export function HandoverPage() {
  return <main className="work" />;
}
