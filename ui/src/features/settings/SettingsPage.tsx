/** Not drawn yet. */
export function SettingsPage() {
  return <main className="work" />;
}
