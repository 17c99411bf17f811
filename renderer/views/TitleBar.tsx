import { Menu, Tooltip } from '@mantine/core';
import { IconLock, IconSearch, IconSettings, IconShieldCheck } from '@tabler/icons-react';
import { isGuarded } from '../../shared/model/guards';
import { openDialog, setLanguage, setTheme } from '../store/actions';
import { useSource, useUi } from '../store/hooks';
import { EnvironmentBadge, Keys, PhaseDot } from '../ui/parts';
import { useWords } from '../ui/text';
import { phaseOf } from './phase';
import { nameOf } from './source-name';

const languages = [
  { value: 'en', name: 'English' },
  { value: 'zh-CN', name: '简体中文' },
] as const;

/** What is shown, where it belongs, whether it is live; the way to every key; theme and language. */
export function TitleBar() {
  const ui = useUi();
  const source = useSource(ui.activeSourceId);
  const words = useWords();
  return (
    <header className="title-bar" data-environment={source?.info.source.environment}>
      <div className="title-source">
        <h1 className="clip" title={source === null ? undefined : nameOf(source.info, words)}>
          {source === null ? words('title.noSource') : nameOf(source.info, words)}
        </h1>
        {source !== null && (
          <>
            <EnvironmentBadge environment={source.info.source.environment} />
            {!source.info.writable ? (
              <Tooltip label={words('guards.readOnly')} events={{ hover: true, focus: true, touch: true }}>
                <span className="title-read-only" tabIndex={0}>
                  <IconLock size={12} aria-hidden />
                  {words('title.readOnly')}
                </span>
              </Tooltip>
            ) : (
              isGuarded(source.info.source) && (
                <Tooltip
                  label={words(source.info.source.environment === 'production' ? 'guards.production' : 'guards.reviewed')}
                  events={{ hover: true, focus: true, touch: true }}
                >
                  <span className="title-guard" tabIndex={0}>
                    <IconShieldCheck size={13} stroke={1.7} aria-hidden />
                    {words('guards.guarded')}
                  </span>
                </Tooltip>
              )
            )}
            <span className="title-phase">
              <PhaseDot phase={phaseOf(source)} />
              {words(`phase.${phaseOf(source)}`)}
            </span>
          </>
        )}
      </div>
      <button type="button" className="title-search" onClick={() => openDialog('go-to-key')}>
        <IconSearch size={13} aria-hidden />
        <span>{words('title.search')}</span>
        <Keys keys="Mod P" />
      </button>
      <div className="title-end">
        <SettingsMenu />
      </div>
    </header>
  );
}

function SettingsMenu() {
  const { settings } = useUi();
  const words = useWords();
  const themes = [
    { value: 'dark', name: words('title.themeDark') },
    { value: 'light', name: words('title.themeLight') },
    { value: 'system', name: words('title.themeSystem') },
  ] as const;
  return (
    <Menu position="bottom-end" width={180}>
      <Menu.Target>
        <button type="button" className="icon-button" aria-label={words('title.settings')} title={words('title.settings')}>
          <IconSettings size={16} stroke={1.6} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{words('title.theme')}</Menu.Label>
        <Menu.RadioGroup value={settings?.theme ?? 'system'}>
          {themes.map(({ value, name }) => (
            <Menu.RadioItem key={value} value={value} closeMenuOnClick onChange={() => void setTheme(value)}>
              {name}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Label>{words('title.language')}</Menu.Label>
        <Menu.RadioGroup value={settings?.language ?? 'en'}>
          {languages.map(({ value, name }) => (
            <Menu.RadioItem key={value} value={value} lang={value} closeMenuOnClick onChange={() => void setLanguage(value)}>
              {name}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item rightSection={<Keys keys="Mod ," />} onClick={() => openDialog('settings')}>
          {words('settings.menu')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
