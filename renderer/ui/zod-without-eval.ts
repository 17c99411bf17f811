/** zod would probe `new Function` when a schema is made, which the page's policy forbids and reports. */
import { z } from 'zod';

z.config({ jitless: true });
