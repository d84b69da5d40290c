import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { ApiError } from './api/problem.js';
import { live } from './live/live.js';
import { Loading } from './components/loading.js';
import { SignInPage } from './pages/sign-in-page.js';
import { fetchPages, router } from './router.js';
import { useSession } from './session/session.js';

/** When the first page has settled, in milliseconds. */
const PAGES_AFTER = 1_500;

/** Tries again only what may go better: no answer, or 5xx. */
function worthRetrying(failures: number, error: Error): boolean {
  const status = error instanceof ApiError ? error.problem.status : 500;
  return failures < 2 && (status === 0 || status >= 500);
}

function newClient(): QueryClient {
  return new QueryClient({ defaultOptions: { queries: { retry: worthRetrying, retryDelay: 400, staleTime: 1_000 } } });
}

/** The console: behind the sign-in. @param invitation out of the address */
export function App({ invitation }: { invitation: string | null }) {
  const now = useSession();
  if (now.status === 'asking') return <Loading lines={3} />;
  return now.status === 'out' ? <SignInPage problem={now.problem} invitation={invitation} /> : <SignedIn key={now.number} />;
}

/** Everything that was fetched belongs to one session and is forgotten with it. */
function SignedIn() {
  const [client] = useState(newClient);
  useEffect(() => live.open(), []);
  useEffect(() => {
    const timer = setTimeout(fetchPages, PAGES_AFTER);
    return () => clearTimeout(timer);
  }, []);
  return (
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  );
}
