export function routes(): string[];
export function pagesOf(url: string, token: string): Promise<{ name: string; path: string }[]>;
