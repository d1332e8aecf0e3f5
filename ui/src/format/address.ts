/** A wallet where there is no room for all of it: 0x7A3e…41Bd. */
export const shortAddress = (address: string): string =>
  address.length > 12 ? `${address.slice(0, 6)}…${address.slice(-4)}` : address;
