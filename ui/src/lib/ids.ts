/** A shipment's id as far as a person tells them apart; the whole one is shown where there is room. */
export function shortId(id: string): string {
  return id.length > 10 ? id.slice(0, 8) : id;
}
