import '../styles/shop.css';
import { createRoot } from 'react-dom/client';
import { Storefront } from './storefront.js';

const root = document.getElementById('root');
if (root === null) throw new Error('shop/index.html has no #root');
createRoot(root).render(<Storefront />);
