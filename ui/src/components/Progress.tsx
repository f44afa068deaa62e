import { stateClass, type State } from "./state";

type Props = {
  done: number;
  of: number;
  /** What it counts, said aloud. */
  label: string;
  is?: State | undefined;
  thin?: boolean | undefined;
};

/** How far along, as a bar; the count stands beside it in words. */
export function Progress({ done, of, label, is, thin = false }: Props) {
  const share = of > 0 ? Math.min(1, done / of) : 0;
  return (
    <span className="grow">
      <progress className="off" aria-label={label} value={done} max={Math.max(of, 1)} />
      <span className="bar" aria-hidden="true" style={thin ? { height: ".375rem" } : undefined}>
        <i className={is === undefined ? undefined : stateClass(is)} style={{ width: `${share * 100}%` }} />
      </span>
    </span>
  );
}
