/** The dialog that is open, if one is. */
import type { JSX } from 'preact';
import { useComputed } from '@preact/signals';
import { useUi } from './context';
import { HelpDialog } from './HelpDialog';
import { LookDialog } from './LookDialog';
import { PersonDialog } from './PersonDialog';
import { ReportDialog } from './ReportDialog';
import { SettingsDialog } from './SettingsDialog';
import { DeskDialog, ExhibitDialog, PlaceDialog, ServiceDialog } from './ThingDialogs';

export function CurrentDialog(): JSX.Element | null {
  const { screen } = useUi();
  // A dialog is made anew when another one is meant: the focus moves into it.
  const dialog = useComputed(() => screen.dialog.value).value;
  if (!dialog) return null;
  switch (dialog.kind) {
    case 'look': return <LookDialog key="look" />;
    case 'settings': return <SettingsDialog key="settings" />;
    case 'help': return <HelpDialog key="help" />;
    case 'exhibit': return <ExhibitDialog key={dialog.id} id={dialog.id} />;
    case 'desk': return <DeskDialog key={dialog.id} id={dialog.id} />;
    case 'service': return <ServiceDialog key={dialog.service} service={dialog.service} title={dialog.title} />;
    case 'place': return <PlaceDialog key={dialog.id} id={dialog.id} />;
    case 'person': return <PersonDialog key={dialog.avatar} avatar={dialog.avatar} name={dialog.name} />;
    case 'report': return <ReportDialog key={`report ${dialog.avatar}`} avatar={dialog.avatar} name={dialog.name} />;
  }
}
