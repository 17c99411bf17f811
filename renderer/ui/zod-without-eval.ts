/**
 * zod would probe `new Function` when a schema is made, which the page's policy forbids and reports. Its configuration is set by the
 * name that it has itself (zod/v4/core), since importing zod here would bring schemas along, in whichever chunk it lies.
 */
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });
