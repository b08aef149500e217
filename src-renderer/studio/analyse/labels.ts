/**
 * Labels as short as they can be beside each other: "Retailer orders", "Factory orders" become "Retailer", "Factory". Words that two or more
 * end with are left out, as long as every label keeps something of its own.
 */
export function shortLabels(labels: readonly string[]): string[] {
  const words = labels.map((label) => label.split(' '));
  const shortened = words.map((own, index) => {
    let keep = own.length;
    while (keep > 1 && words.some((other, at) => at !== index && endsAlike(own, other, own.length - keep + 1))) keep -= 1;
    return own.slice(0, keep).join(' ');
  });
  return new Set(shortened).size === labels.length ? shortened : [...labels];
}

const endsAlike = (a: readonly string[], b: readonly string[], count: number): boolean =>
  b.length > count && a.slice(-count).join(' ') === b.slice(-count).join(' ');
