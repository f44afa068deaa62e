import { type ComponentType, lazy, type ReactNode, Suspense } from "react";

const ahead: (() => Promise<unknown>)[] = [];

/**
 * A part of the page that the first screen does not need. It is read when it is first shown, or by `readAhead` once the
 * first screen stands, so that nobody waits for it.
 *
 * @param load - reads the module and picks the component out of it
 * @param meanwhile - draws what stands in its place until it is there; nothing where it is not given
 */
export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  meanwhile: (props: Props) => ReactNode = () => null,
): ComponentType<Props> {
  const Part = lazy(async () => ({ default: await load() }));
  ahead.push(load);
  return function Later(props: Props) {
    return (
      <Suspense fallback={meanwhile(props)}>
        <Part {...props} />
      </Suspense>
    );
  };
}

/** Reads all parts that were put off, one after the other, when the page has nothing else to do. */
export function readAhead(): void {
  const load = ahead.shift();
  if (!load) return;
  const read = () => void load().then(readAhead, readAhead);
  if ("requestIdleCallback" in window) requestIdleCallback(read, { timeout: 2000 });
  else setTimeout(read, 200);
}
