/** The slope of the straight line that fits the points best (least squares), y per x; 0 of fewer than two. */
export function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const n = points.length;
  const mean = (part: 0 | 1): number => points.reduce((sum, point) => sum + point[part], 0) / n;
  const [mx, my] = [mean(0), mean(1)];
  const spread = points.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
  return n < 2 || spread === 0 ? 0 : points.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0) / spread;
}
