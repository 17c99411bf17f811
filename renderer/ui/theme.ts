/** Mantine in our colours and sizes. Colours that mean something are CSS variables in base.css. */
import { ActionIcon, Button, createTheme, Menu, Modal, NativeSelect, PasswordInput, SegmentedControl, TextInput, Tooltip } from '@mantine/core';

const chinese = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "WenQuanYi Micro Hei"';

/** Theme of the whole window. */
export const theme = createTheme({
  fontFamily: `"Inter Variable", system-ui, ${chinese}, sans-serif`,
  fontFamilyMonospace: `"JetBrains Mono Variable", ui-monospace, ${chinese}, monospace`,
  primaryColor: 'iris',
  primaryShade: { light: 6, dark: 6 },
  defaultRadius: 5,
  cursorType: 'pointer',
  respectReducedMotion: true,
  colors: {
    iris: ['#eef0ff', '#dfe2ff', '#bfc5fb', '#9ba4f5', '#7d87ee', '#6b76e6', '#5560d6', '#454fb8', '#3a4398', '#2f3778'],
    dark: ['#d7dae0', '#a9aeb8', '#858b96', '#5c626d', '#33363d', '#292c32', '#1d1f24', '#16181c', '#101114', '#0b0c0e'],
  },
  fontSizes: { xs: '11px', sm: '12px', md: '13px', lg: '14px', xl: '16px' },
  spacing: { xs: '6px', sm: '8px', md: '12px', lg: '16px', xl: '22px' },
  components: {
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray', size: 24 } }),
    Button: Button.extend({ defaultProps: { size: 'compact-sm' } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 400, fz: 11, transitionProps: { duration: 0 }, multiline: true, maw: 360 } }),
    // a scroll lock injects a style without our nonce, and nothing scrolls behind a dialog here
    // a dialog's header is no banner of the page
    Modal: Modal.extend({
      defaultProps: {
        lockScroll: false,
        transitionProps: { duration: 80 },
        overlayProps: { backgroundOpacity: 0.4 },
        attributes: { header: { role: 'presentation' } },
      },
    }),
    Menu: Menu.extend({ defaultProps: { shadow: 'md', transitionProps: { duration: 0 }, withInitialFocusPlaceholder: false } }),
    TextInput: TextInput.extend({ defaultProps: { size: 'xs' } }),
    PasswordInput: PasswordInput.extend({ defaultProps: { size: 'xs', visibilityToggleFocusable: true } }),
    NativeSelect: NativeSelect.extend({ defaultProps: { size: 'xs' } }),
    SegmentedControl: SegmentedControl.extend({ defaultProps: { size: 'xs', transitionDuration: 0 } }),
  },
});

/** This load's nonce, which every style that is injected needs; undefined where main has put none in the page. */
export function styleNonce(): string | undefined {
  const nonce = document.querySelector('meta[name="csp-nonce"]')?.getAttribute('content');
  return nonce && !nonce.startsWith('__') ? nonce : undefined;
}
