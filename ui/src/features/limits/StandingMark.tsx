import type { Standing } from "~/bindings";
import { Mark } from "~/components";
import { standingState } from "./line-words";
import { useWords } from "./use-words";

/** How a line stands: shape, word and colour. */
export function StandingMark({ standing, className }: { standing: Standing; className?: string | undefined }) {
  const { t } = useWords();
  return (
    <Mark is={standingState(standing)} className={className}>
      {t(`limits.standing.${standing}`)}
    </Mark>
  );
}
