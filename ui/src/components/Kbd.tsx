type Props = {
  /** Keys in the order of pressing, separated by blanks: `G P`, `Ctrl K`. */
  keys: string;
};

/** The keys of a command, one cap each. */
export function Kbd({ keys }: Props) {
  return (
    <>
      {keys.split(" ").map((key, at) => (
        // Caps never move, so their place is their identity.
        // oxlint-disable-next-line react/no-array-index-key
        <kbd className="kbd" key={`${key}-${at}`}>
          {key}
        </kbd>
      ))}
    </>
  );
}
