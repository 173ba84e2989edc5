import { storeContract } from '../contracts/store.ts';
import { temporaryStore } from './temporary.ts';

storeContract('the embedded store', temporaryStore);
