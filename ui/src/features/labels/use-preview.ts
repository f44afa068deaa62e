import { useState } from "react";
import type { AppError, LabelPreview, LabelPreviewAsk } from "~/bindings";
import { useRpc } from "~/data";
import { useSettled } from "./use-settled";

/** A hand that goes on changing asks for nothing. */
const PAUSE_MS = 180;

export type Seen = {
  /** The last picture there is; the one before stays until the next is there. */
  picture: LabelPreview | null;
  /** The picture is not of what is asked for now. */
  isBehind: boolean;
  error: AppError | null;
};

/** How a label would look on paper, drawn by the engine from the real page. */
export function usePreview(ask: LabelPreviewAsk | null): Seen {
  const settled = useSettled(ask, PAUSE_MS);
  const reply = useRpc("label_preview", settled as LabelPreviewAsk, { enabled: settled !== null });
  const [last, setLast] = useState<LabelPreview | null>(null);
  if (reply.data !== undefined && !reply.isPlaceholderData && reply.data !== last) setLast(reply.data);
  const isWaiting = JSON.stringify(ask) !== JSON.stringify(settled);
  return {
    picture: ask === null ? null : (reply.data ?? last),
    isBehind: isWaiting || reply.isPlaceholderData || reply.isFetching || reply.error !== null,
    error: isWaiting ? null : reply.error,
  };
}
