/** One cell of a table for a spreadsheet; text that would be taken for a formula gets a leading apostrophe. */
export function csvCell(value: string | number | null): string {
  if (value === null) return "";
  const text = typeof value === "string" && /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Lines of cells as text with commas. */
export function csvText(lines: readonly (readonly (string | number | null)[])[]): string {
  return lines.map((line) => line.map(csvCell).join(",")).join("\r\n");
}
