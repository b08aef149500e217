/** How often an address may show a word that is not right. Others are not held up by it. */
export interface Attempts {
  /** False while the address has used up its wrong ones. */
  allowed(address: string): boolean;
  failed(address: string): void;
}

const within = 60_000;
const most = 10;
const mostAddresses = 1000;

/** One computer has as many addresses of IPv6 as it likes, all in one network of 64 bits. */
const keyOf = (address: string): string => {
  const four = /^::ffff:([\d.]+)$/i.exec(address)?.[1];
  if (four !== undefined || !address.includes(':')) return four ?? address;
  const [head = '', tail] = address.split('%')[0]!.split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const full = [...groups, ...Array.from({ length: Math.max(0, 8 - groups.length - after.length) }, () => '0'), ...after];
  return full.slice(0, 4).join(':');
};

/** @param now monotonic milliseconds */
export function createAttempts(now: () => number): Attempts {
  const wrong = new Map<string, { count: number; until: number }>();
  const of = (address: string): { count: number; until: number } | undefined => {
    const known = wrong.get(keyOf(address));
    return known && known.until > now() ? known : undefined;
  };
  return {
    allowed: (address) => (of(address)?.count ?? 0) < most,
    failed(address) {
      const known = of(address);
      if (known) {
        known.count += 1;
        return;
      }
      wrong.delete(keyOf(address));
      const [oldest] = wrong.keys();
      if (oldest !== undefined && wrong.size >= mostAddresses) wrong.delete(oldest);
      wrong.set(keyOf(address), { count: 1, until: now() + within });
    },
  };
}
