/** Largest report that is read: Seller Hub's own are far below. */
export const MOST_BYTES = 32 * 1024 * 1024;

const CHUNK = 0x8000;

/** The bytes of a file as base64. */
export async function toBase64(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += CHUNK) {
    parts.push(String.fromCodePoint(...bytes.subarray(at, at + CHUNK)));
  }
  return btoa(parts.join(""));
}
