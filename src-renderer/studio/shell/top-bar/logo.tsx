/** The product's mark: three ledger lines that climb. */
export function Logo({ size = 18 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 18 18" fill="none" aria-hidden focusable={false}>
      <rect x="1" y="1" width="16" height="16" rx="4.5" fill="var(--accent-fill)" />
      <path d="M4.75 12.75h3M4.75 9h6M4.75 5.25h8.5" stroke="#fff" strokeWidth="1.6" strokeLinecap="round" />
      <circle cx="13" cy="12.75" r="1.15" fill="#fff" />
    </svg>
  );
}
