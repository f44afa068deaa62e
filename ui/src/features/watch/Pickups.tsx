import type { WatchedPickup } from "~/bindings";
import { Icon, Mark } from "~/components";
import { count } from "~/lib/format";
import { keyOf, leftSaid, standSaid, windowSaid } from "./said";
import styles from "./watch.module.css";
import { useWatchWords } from "./words";

type Props = {
  pickups: readonly WatchedPickup[];
  /** The pickup the list is narrowed to. */
  chosen: string | null;
  now: number;
  onChoose: (key: string | null) => void;
};

/** Each courier's pickup with what is ready, what it counts, and how long is left. Pressing one narrows the list to it. */
export function Pickups({ pickups, chosen, now, onChoose }: Props) {
  const { t } = useWatchWords();
  if (pickups.length === 0) return null;
  return (
    <ul className={styles["pickups"]} aria-label={t("watch.pickups")}>
      {pickups.map((pickup) => {
        const key = keyOf(pickup);
        const stand = standSaid(pickup, t);
        const left = leftSaid(pickup.from, now, t);
        return (
          <li key={key}>
            <button
              type="button"
              className={styles["card"]}
              aria-pressed={key === chosen}
              onClick={() => onChoose(key === chosen ? null : key)}
              data-testid={`watch-pickup-${pickup.courier}`}
              data-missing={pickup.missing}
              data-level={pickup.level ?? ""}
            >
              <span className={styles["name"]}>
                <b className="cut">{pickup.courier === "" ? t("watch.noCourier") : pickup.courier}</b>
                <span className="faint cut">
                  {[pickup.place, pickup.isMps ? t("watch.mps") : ""].filter(Boolean).join(", ")}
                </span>
                <span className="grow" />
                {pickup.from === null ? null : left.is === null || pickup.missing === 0 ? (
                  <span className="muted">{left.words}</span>
                ) : (
                  <Mark is={left.is}>{left.words}</Mark>
                )}
              </span>
              <span className={styles["name"]}>
                <span className="muted cut">{windowSaid(pickup, t)}</span>
                <span className="grow" />
                <span className={`muted ${styles["both"] ?? ""}`} title={t("watch.card.both")}>
                  {count(pickup.ready)} <Icon name={pickup.counted === pickup.ready ? "equal" : "unequal"} />{" "}
                  {pickup.counted === null ? "–" : count(pickup.counted)}
                </span>
                <Mark is={stand.is}>{stand.words}</Mark>
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
