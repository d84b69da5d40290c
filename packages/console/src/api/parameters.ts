/** Query parameters by name; those that are undefined or empty are left out. */
export type Parameters = Readonly<Record<string, string | number | undefined>>;

/** Appends the parameters that have a value. */
export function withParameters(path: string, parameters: Parameters): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined && value !== '') query.set(name, String(value));
  const text = query.toString();
  return text === '' ? path : `${path}?${text}`;
}
