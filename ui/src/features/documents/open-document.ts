import { useNavigate } from "@tanstack/react-router";

/** Opens the list of documents with one of them in view. */
export function useOpenDocument(): (document: number) => void {
  const navigate = useNavigate();
  return (document) => void navigate({ to: "/documents", search: { document } });
}
