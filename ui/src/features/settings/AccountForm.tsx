type Props = { onConnected?: ((id: string) => void) | undefined };

/** Not drawn yet. */
export function AccountForm(_props: Props) {
  return <div />;
}
