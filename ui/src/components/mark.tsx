/** The product's sign: a fin and the small fish beside it. */
export function Mark({ size = 20 }: { size?: number }) {
  return (
    <svg aria-hidden="true" width={size} height={size} viewBox="0 0 64 64">
      <path d="M6 40C12 22 24 9 44 5c-6 11-7 23-1 35z" fill="var(--accent)" />
      <path
        d="M62 51c-5-6-12-8.500-19-8.500-8 0-14 3-18 6L14 43c1.500 3 2 5.500 2 8s-.5 5-2 8l11-5.500c4 3 10 6 18 6 7 0 14-2.500 19-8.500z"
        fill="var(--text)"
      />
    </svg>
  );
}
