import { ActionIcon, Alert, createTheme, Drawer, Modal, TextInput } from '@mantine/core';

/**
 * The content security policy forbids style elements. Mantine writes some by itself, so what would is turned off here
 * and in `main.tsx`: locking the scroll behind a dialog, CSS variables of a theme (they stand in `styles.css`), and
 * sizes by breakpoint. `test/web/` fails on any violation.
 */
export const theme = createTheme({
  primaryColor: 'teal',
  respectReducedMotion: true,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  components: {
    // Most notices are there when the page opens; what interrupts those who listen says so itself.
    Alert: Alert.extend({ defaultProps: { role: 'note' } }),
    Modal: Modal.extend({
      defaultProps: { lockScroll: false, centered: true, closeButtonProps: { 'aria-label': 'Close' } },
    }),
    Drawer: Drawer.extend({ defaultProps: { lockScroll: false, closeButtonProps: { 'aria-label': 'Close' } } }),
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray' } }),
    TextInput: TextInput.extend({ defaultProps: { autoComplete: 'off' } }),
  },
});
