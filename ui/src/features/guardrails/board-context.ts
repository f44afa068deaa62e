import { createContext, use } from "react";
import type { Board, HitsAsk, IndiaDay, Measure, Metric, Window } from "~/bindings";

/** What was asked for: the shipments behind one number. */
export type Asked = Pick<HitsAsk, "metric" | "measure" | "location" | "window" | "day"> & {
  /** The day the window ends on, for the words. */
  today: IndiaDay;
};

/** What every part of the board may need. */
export type OnBoard = {
  board: Board;
  show: (asked: Asked) => void;
  editLines: () => void;
};

export const BoardContext = createContext<OnBoard | null>(null);

/** The board a part stands on. */
export function useOnBoard(): OnBoard {
  const found = use(BoardContext);
  if (!found) throw new Error("a part of the board stands outside it");
  return found;
}

/** Asks for the shipments behind one number. */
export function useShow(): (
  metric: Metric,
  window: Window,
  part?: Partial<Asked> & { measure?: Measure | null },
) => void {
  const { board, show } = useOnBoard();
  return (metric, window, part = {}) =>
    show({ metric, window, measure: null, location: board.location, day: null, today: board.today, ...part });
}
