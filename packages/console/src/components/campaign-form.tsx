import { useQuery } from '@tanstack/react-query';
import { momentNamesQuery, purposesQuery, surgeNamesQuery } from '../api/campaign-queries.js';
import { eventNamesQuery } from '../api/moment-queries.js';
import { segmentsQuery } from '../api/queries.js';
import {
  APPROVAL_VALUES,
  APPROVALS,
  approvalOf,
  BUDGETS,
  type BudgetKind,
  budgetKind,
  CAMPAIGN_KEYS,
  CHANNELS,
  channelsAt,
  segmentPlace,
  TRIGGERS,
  triggerOf,
  withChannel,
  withTrigger,
} from '../format/campaign-form.js';
import { at, listAt, numberAt, type Place, textAt, type Written, withChange } from '../format/definition-change.js';
import { beyondForm, freshName, inSegment, segmentOf } from '../format/form-parts.js';
import { plainName } from '../format/value.js';
import { campaignFormTexts as texts, formTexts } from '../texts/forms-en.js';
import { AddButton } from './add-button.js';
import type { DefinitionFormProps } from './definition-editor.js';
import { CheckField, ChoiceField, FieldGroup, ListedFields, NumberField, TextField } from './form-fields.js';
import { MessageFields } from './message-fields.js';

interface PartProps {
  readonly definition: Written;
  readonly set: (place: Place, value: unknown) => void;
  readonly onChange: (definition: Written) => void;
}

const BUDGET_KINDS = ['none', 'sends', 'amount'] as const satisfies readonly BudgetKind[];
const DEFAULT_WITHIN = '7d';

/** A campaign as a form: what for, when, whom, how and what, within which limits, and how it is proved. */
export function CampaignForm({ definition, onChange, fixedName }: DefinitionFormProps) {
  const set = (place: Place, value: unknown) => onChange(withChange(definition, place, value));
  const part = { definition, set, onChange };
  const beyond = beyondForm(definition, CAMPAIGN_KEYS);
  return (
    <div className="form-parts">
      <About {...part} fixedName={fixedName} />
      <When {...part} />
      <Channels {...part} />
      <FieldGroup title={texts.messages}>
        <p className="dim">{texts.messageHint}</p>
        <MessageFields message={definition['message']} place={['message']} set={set} />
      </FieldGroup>
      <Variants {...part} />
      <Offers {...part} />
      <Limits {...part} />
      <Proof {...part} />
      {beyond.length > 0 && <p className="dim">{formTexts.beyond(beyond.join(', '))}</p>}
    </div>
  );
}

function About({ definition, set, fixedName }: PartProps & { fixedName: string | undefined }) {
  const purposes = useQuery(purposesQuery).data ?? [];
  const events = useQuery(eventNamesQuery).data ?? [];
  const goal = textAt(definition, 'goal', 'performed');
  const within = textAt(definition, 'goal', 'within');
  return (
    <FieldGroup title={texts.about}>
      {fixedName === undefined && (
        <TextField
          label={formTexts.name}
          hint={formTexts.nameHint}
          value={textAt(definition, 'name')}
          onChange={(name) => set(['name'], name)}
        />
      )}
      <TextField label={formTexts.title} value={textAt(definition, 'title')} onChange={(title) => set(['title'], title || undefined)} />
      <div className="form-row">
        <TextField
          label={texts.goal}
          hint={texts.goalHint}
          known={events}
          value={goal}
          onChange={(performed) => set(['goal'], performed === '' ? undefined : { performed, within: within || DEFAULT_WITHIN })}
        />
        {goal !== '' && (
          <TextField
            label={formTexts.within}
            hint={formTexts.withinHint}
            value={within}
            onChange={(changed) => set(['goal', 'within'], changed)}
          />
        )}
        <ChoiceField
          label={texts.purpose}
          hint={texts.purposeHint}
          value={textAt(definition, 'purpose')}
          options={purposes.map((name) => ({ name }))}
          onChange={(purpose) => set(['purpose'], purpose)}
        />
      </div>
    </FieldGroup>
  );
}

function When({ definition, set, onChange }: PartProps) {
  const segments = useQuery(segmentsQuery).data?.segments ?? [];
  const moments = useQuery(momentNamesQuery).data ?? [];
  const trigger = triggerOf(definition);
  return (
    <FieldGroup title={texts.when}>
      <div className="form-row">
        <ChoiceField
          label={texts.trigger}
          value={trigger}
          options={TRIGGERS.map((name) => ({ name, said: texts.triggers[name] }))}
          onChange={(name) => onChange(withTrigger(definition, TRIGGERS.find((one) => one === name) ?? trigger))}
        />
        {trigger === 'moment' ? (
          <ChoiceField
            label={texts.moment}
            value={textAt(definition, 'trigger', 'moment')}
            options={moments.map((name) => ({ name }))}
            onChange={(moment) => set(['trigger', 'moment'], moment)}
          />
        ) : (
          <ChoiceField
            label={texts.segment}
            value={textAt(definition, ...segmentPlace(trigger))}
            options={segments}
            onChange={(segment) => set(segmentPlace(trigger), segment)}
          />
        )}
        <TextField
          label={texts.freshFor}
          hint={texts.freshForHint}
          value={textAt(definition, 'freshFor')}
          onChange={(length) => set(['freshFor'], length || undefined)}
        />
      </div>
      {trigger === 'schedule' && (
        <div className="form-row">
          <TextField
            label={texts.cron}
            hint={texts.cronHint}
            value={textAt(definition, 'trigger', 'schedule', 'cron')}
            onChange={(cron) => set(['trigger', 'schedule', 'cron'], cron)}
          />
          <TextField
            label={texts.zone}
            value={textAt(definition, 'trigger', 'schedule', 'timeZone')}
            onChange={(zone) => set(['trigger', 'schedule', 'timeZone'], zone || undefined)}
          />
        </div>
      )}
      {trigger === 'surge' && <SurgeFields definition={definition} set={set} />}
      <div className="form-row">
        <SegmentCondition label={texts.audience} none={formTexts.everybody} place={['audience']} definition={definition} set={set} />
        <SegmentCondition label={texts.notWhile} none="–" place={['notWhile']} definition={definition} set={set} />
      </div>
    </FieldGroup>
  );
}

function SurgeFields({ definition, set }: Pick<PartProps, 'definition' | 'set'>) {
  const surges = useQuery(surgeNamesQuery).data ?? [];
  return (
    <div className="form-row">
      <ChoiceField
        label={texts.surge}
        value={textAt(definition, 'trigger', 'surge', 'name')}
        options={surges.map((name) => ({ name }))}
        onChange={(name) => set(['trigger', 'surge', 'name'], name)}
      />
      <ChoiceField
        label={texts.direction}
        value={textAt(definition, 'trigger', 'surge', 'direction')}
        none={texts.directions.either}
        options={(['rise', 'fall'] as const).map((name) => ({ name, said: texts.directions[name] }))}
        onChange={(direction) => set(['trigger', 'surge', 'direction'], direction || undefined)}
      />
    </div>
  );
}

/** A condition where it is none, or one segment; of any other it says that only the YAML can say it. */
function SegmentCondition({
  label,
  none,
  place,
  definition,
  set,
}: { label: string; none: string; place: Place } & Pick<PartProps, 'definition' | 'set'>) {
  const segments = useQuery(segmentsQuery).data?.segments ?? [];
  const segment = segmentOf(at(definition, place));
  if (segment === undefined)
    return (
      <p className="dim">
        {label}: {formTexts.onlyYaml}
      </p>
    );
  return <ChoiceField label={label} value={segment} none={none} options={segments} onChange={(name) => set(place, inSegment(name))} />;
}

function Channels({ definition, set, onChange }: PartProps) {
  const named = channelsAt(definition);
  return (
    <FieldGroup title={texts.channels}>
      {CHANNELS.map((name) => {
        const place = named.find((one) => one.name === name)?.place;
        return (
          <div key={name}>
            <CheckField
              label={texts.channel[name]}
              value={place !== undefined}
              onChange={(isNamed) => onChange(withChannel(definition, name, isNamed))}
            />
            {place !== undefined && (
              <div className="form-row">
                {name === 'webhook' && <Webhook place={place} definition={definition} set={set} />}
                {name === 'email' && (
                  <TextField
                    label={texts.from}
                    value={textAt(definition, ...place, 'from')}
                    onChange={(from) => set([...place, 'from'], from)}
                  />
                )}
                {name === 'site' && (
                  <TextField
                    label={texts.placement}
                    value={textAt(definition, ...place, 'placement')}
                    onChange={(placement) => set([...place, 'placement'], placement)}
                  />
                )}
              </div>
            )}
          </div>
        );
      })}
    </FieldGroup>
  );
}

function Webhook({ place, definition, set }: { place: Place } & Pick<PartProps, 'definition' | 'set'>) {
  const isInline = typeof at(definition, [...place, 'secret']) === 'string';
  return (
    <>
      <TextField label={texts.url} value={textAt(definition, ...place, 'url')} onChange={(url) => set([...place, 'url'], url)} />
      <TextField
        label={texts.secret}
        hint={isInline ? texts.inlineSecret : texts.secretHint}
        value={textAt(definition, ...place, 'secret', 'secret')}
        onChange={(secret) => set([...place, 'secret'], secret === '' ? undefined : { secret })}
      />
    </>
  );
}

function Variants({ definition, set }: PartProps) {
  const variants = listAt(definition, 'variants');
  const names = variants.map((variant) => textAt(variant, 'name'));
  return (
    <FieldGroup title={texts.variants}>
      {variants.map((variant, index) => (
        <div key={index} className="field-group">
          <ListedFields
            title={`${texts.variant} ${plainName(names[index] ?? '')}`}
            remove={formTexts.remove}
            onRemove={() => set(variants.length === 1 ? ['variants'] : ['variants', index], undefined)}
          >
            <TextField label={formTexts.name} value={names[index] ?? ''} onChange={(name) => set(['variants', index, 'name'], name)} />
            <TextField
              label={texts.language}
              hint={texts.languageHint}
              value={textAt(variant, 'language')}
              onChange={(language) => set(['variants', index, 'language'], language || undefined)}
            />
            <SegmentCondition
              label={texts.variantFor}
              none={formTexts.everybody}
              place={['variants', index, 'when']}
              definition={definition}
              set={set}
            />
            <NumberField
              label={texts.weight}
              value={numberAt(variant, 'weight')}
              onChange={(weight) => set(['variants', index, 'weight'], weight)}
            />
          </ListedFields>
          <MessageFields message={at(variant, ['message'])} place={['variants', index, 'message']} set={set} />
        </div>
      ))}
      <AddButton
        label={texts.addVariant}
        onAdd={() => set(['variants', variants.length], { name: freshName('variant', names), message: definition['message'] ?? {} })}
      />
    </FieldGroup>
  );
}

function Offers({ definition, set }: PartProps) {
  const offers = listAt(definition, 'offers');
  const names = offers.map((offer) => textAt(offer, 'name'));
  return (
    <FieldGroup title={texts.offers}>
      {offers.map((offer, index) => (
        <ListedFields
          key={index}
          title={`${texts.offer} ${plainName(names[index] ?? '')}`}
          remove={formTexts.remove}
          onRemove={() => set(offers.length === 1 ? ['offers'] : ['offers', index], undefined)}
        >
          <TextField label={formTexts.name} value={names[index] ?? ''} onChange={(name) => set(['offers', index, 'name'], name)} />
          <NumberField label={texts.stock} value={numberAt(offer, 'stock')} onChange={(stock) => set(['offers', index, 'stock'], stock)} />
          <SegmentCondition
            label={texts.variantFor}
            none={formTexts.everybody}
            place={['offers', index, 'when']}
            definition={definition}
            set={set}
          />
        </ListedFields>
      ))}
      <AddButton label={texts.addOffer} onAdd={() => set(['offers', offers.length], { name: freshName('offer', names) })} />
    </FieldGroup>
  );
}

function Limits({ definition, set }: PartProps) {
  const kind = budgetKind(definition);
  const times = numberAt(definition, 'cap', 'times');
  const within = textAt(definition, 'cap', 'within');
  const [from, until] = [textAt(definition, 'quietHours', 'from'), textAt(definition, 'quietHours', 'until')];
  const quiet = (hours: { from: string; until: string }) =>
    set(['quietHours'], hours.from === '' && hours.until === '' ? undefined : hours);
  return (
    <FieldGroup title={texts.limits}>
      <div className="form-row">
        <NumberField
          label={texts.capTimes}
          value={times}
          onChange={(changed) => set(['cap'], changed === undefined ? undefined : { times: changed, within: within || DEFAULT_WITHIN })}
        />
        {times !== undefined && (
          <TextField
            label={formTexts.within}
            hint={formTexts.withinHint}
            value={within}
            onChange={(changed) => set(['cap', 'within'], changed)}
          />
        )}
        <TextField label={texts.quietFrom} hint={texts.quietHint} value={from} onChange={(changed) => quiet({ from: changed, until })} />
        <TextField label={texts.quietUntil} value={until} onChange={(changed) => quiet({ from, until: changed })} />
      </div>
      <div className="form-row">
        <ChoiceField
          label={texts.budget}
          value={kind}
          options={BUDGET_KINDS.map((name) => ({ name, said: texts.budgets[name] }))}
          onChange={(name) => set(['budget'], BUDGETS[BUDGET_KINDS.find((one) => one === name) ?? 'none'])}
        />
        {kind === 'sends' && (
          <NumberField
            label={texts.sends}
            value={numberAt(definition, 'budget', 'sends')}
            onChange={(sends) => set(['budget', 'sends'], sends ?? 0)}
          />
        )}
        {kind === 'amount' && (
          <>
            <NumberField
              label={texts.amount}
              value={numberAt(definition, 'budget', 'amount')}
              onChange={(amount) => set(['budget', 'amount'], amount ?? 0)}
            />
            <NumberField
              label={texts.costPerSend}
              value={numberAt(definition, 'budget', 'costPerSend')}
              onChange={(cost) => set(['budget', 'costPerSend'], cost ?? 0)}
            />
          </>
        )}
      </div>
    </FieldGroup>
  );
}

function Proof({ definition, set }: PartProps) {
  return (
    <FieldGroup title={texts.proof}>
      <NumberField
        label={texts.holdout}
        hint={texts.holdoutHint}
        times={100}
        value={numberAt(definition, 'holdout')}
        onChange={(holdout) => set(['holdout'], holdout)}
      />
      <ChoiceField
        label={texts.approval}
        hint={texts.approvalHint}
        value={approvalOf(definition)}
        options={APPROVALS.map((name) => ({ name, said: texts.approvals[name] }))}
        onChange={(name) => set(['approval'], APPROVAL_VALUES[APPROVALS.find((one) => one === name) ?? 'none'])}
      />
    </FieldGroup>
  );
}
