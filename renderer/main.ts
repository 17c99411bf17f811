/** The page's first module. The rest comes after it: imports of a module run before the module itself, whatever their order. */
import './ui/zod-without-eval';

await import('./start');
