import { useQuery } from '@tanstack/react-query';
import { eventNamesQuery } from '../api/moment-queries.js';
import { segmentsQuery } from '../api/queries.js';
import { listAt, numberAt, type Place, textAt, type Written, isWritten, withChange } from '../format/definition-change.js';
import { EXPERIMENT_KEYS, measuredBy, measuring, renameMetric, renameVariant } from '../format/experiment-form.js';
import { beyondForm, freshName, inSegment, segmentOf } from '../format/form-parts.js';
import { plainName } from '../format/value.js';
import { experimentFormTexts as texts, formTexts } from '../texts/forms-en.js';
import { AddButton } from './add-button.js';
import type { DefinitionFormProps } from './definition-editor.js';
import { ChoiceField, FieldGroup, ListedFields, NumberField, TextField } from './form-fields.js';

const STATUSES = ['draft', 'running', 'stopped'] as const;
const MEASURES = ['performed', 'sum', 'count'] as const;

interface PartProps {
  readonly definition: Written;
  readonly set: (place: Place, value: unknown) => void;
  readonly onChange: (definition: Written) => void;
}

/** An experiment as a form: what is compared, among whom, and what counts. */
export function ExperimentForm({ definition, onChange, fixedName }: DefinitionFormProps) {
  const set = (place: Place, value: unknown) => onChange(withChange(definition, place, value));
  const beyond = beyondForm(definition, EXPERIMENT_KEYS);
  const part = { definition, set, onChange };
  return (
    <div className="form-parts">
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
        <ChoiceField
          label={texts.status}
          hint={texts.statusHint}
          value={textAt(definition, 'status') || 'running'}
          options={STATUSES.map((name) => ({ name, said: texts.statuses[name] }))}
          onChange={(status) => set(['status'], status)}
        />
        <TextField
          label={texts.flag}
          hint={texts.flagHint}
          value={textAt(definition, 'flag')}
          onChange={(flag) => set(['flag'], flag || undefined)}
        />
      </FieldGroup>
      <Variants {...part} />
      <Who {...part} />
      <Metrics {...part} />
      <Guardrails {...part} />
      <BySegments {...part} />
      <p className="dim">{texts.judged}</p>
      {beyond.length > 0 && <p className="dim">{formTexts.beyond(beyond.join(', '))}</p>}
    </div>
  );
}

function Variants({ definition, set, onChange }: PartProps) {
  const names = listAt(definition, 'variants').map((variant) => textAt(variant, 'name'));
  const options = names.filter((name) => name !== '').map((name) => ({ name }));
  return (
    <FieldGroup title={texts.variants}>
      {names.map((name, index) => (
        <ListedFields key={index} title={plainName(name)} remove={formTexts.remove} onRemove={() => set(['variants', index], undefined)}>
          <TextField label={formTexts.name} value={name} onChange={(changed) => onChange(renameVariant(definition, index, changed))} />
          <NumberField
            label={texts.weight}
            value={numberAt(definition, 'variants', index, 'weight')}
            onChange={(weight) => set(['variants', index, 'weight'], weight)}
          />
        </ListedFields>
      ))}
      <AddButton label={texts.addVariant} onAdd={() => set(['variants', names.length], { name: freshName('variant', names) })} />
      <div className="form-row">
        <ChoiceField
          label={texts.control}
          value={textAt(definition, 'control')}
          options={options}
          onChange={(control) => set(['control'], control)}
        />
        <ChoiceField
          label={texts.serve}
          value={textAt(definition, 'serve')}
          options={options}
          none={plainName(textAt(definition, 'control'))}
          onChange={(serve) => set(['serve'], serve || undefined)}
        />
      </div>
    </FieldGroup>
  );
}

function Who({ definition, set }: PartProps) {
  const segments = useQuery(segmentsQuery).data?.segments ?? [];
  const audience = segmentOf(definition['audience']);
  return (
    <FieldGroup title={texts.who}>
      <p className="dim">{texts.unit}</p>
      <div className="form-row">
        {audience === undefined ? (
          <p className="dim">{formTexts.onlyYaml}</p>
        ) : (
          <ChoiceField
            label={texts.audience}
            value={audience}
            none={formTexts.everybody}
            options={segments}
            onChange={(segment) => set(['audience'], inSegment(segment))}
          />
        )}
        <NumberField label={texts.share} times={100} value={numberAt(definition, 'share')} onChange={(share) => set(['share'], share)} />
      </div>
    </FieldGroup>
  );
}

function Metrics({ definition, set, onChange }: PartProps) {
  const events = useQuery(eventNamesQuery).data ?? [];
  const metrics = listAt(definition, 'metrics').filter(isWritten);
  const names = metrics.map((metric) => textAt(metric, 'name'));
  return (
    <FieldGroup title={texts.metrics}>
      <p className="dim">{texts.metricsHint}</p>
      {metrics.map((metric, index) => {
        const { by, event, of } = measuredBy(metric);
        const measure = (change: Partial<ReturnType<typeof measuredBy>>) =>
          set(['metrics', index], measuring(metric, { by, event, of, ...change }));
        return (
          <ListedFields
            key={index}
            title={plainName(names[index] ?? '')}
            remove={formTexts.remove}
            onRemove={() => set(['metrics', index], undefined)}
          >
            <TextField
              label={formTexts.name}
              value={names[index] ?? ''}
              onChange={(name) => onChange(renameMetric(definition, index, name))}
            />
            {by === 'other' ? (
              <p className="dim">{texts.measured.other}</p>
            ) : (
              <>
                <ChoiceField
                  label={texts.measures}
                  value={by}
                  options={MEASURES.map((name) => ({ name, said: texts.measured[name] }))}
                  onChange={(name) => measure({ by: MEASURES.find((one) => one === name) ?? by })}
                />
                <TextField label={formTexts.event} known={events} value={event} onChange={(name) => measure({ event: name })} />
              </>
            )}
            {by === 'sum' && <TextField label={texts.of} value={of} onChange={(path) => measure({ of: path })} />}
            <TextField
              label={formTexts.within}
              value={textAt(metric, 'within')}
              onChange={(within) => set(['metrics', index, 'within'], within)}
            />
            {(by === 'sum' || by === 'count') && (
              <NumberField label={texts.cap} value={numberAt(metric, 'cap')} onChange={(cap) => set(['metrics', index, 'cap'], cap)} />
            )}
          </ListedFields>
        );
      })}
      <AddButton
        label={texts.addMetric}
        onAdd={() => set(['metrics', metrics.length], { name: freshName('metric', names), performed: '', within: '7d' })}
      />
    </FieldGroup>
  );
}

function Guardrails({ definition, set }: PartProps) {
  const metrics = listAt(definition, 'metrics').map((metric) => ({ name: textAt(metric, 'name') }));
  const guardrails = listAt(definition, 'guardrails');
  return (
    <FieldGroup title={texts.guardrails}>
      {guardrails.map((guardrail, index) => (
        <ListedFields
          key={index}
          title={plainName(textAt(guardrail, 'metric'))}
          remove={formTexts.remove}
          onRemove={() => set(['guardrails', index], undefined)}
        >
          <ChoiceField
            label={texts.guardrailMetric}
            value={textAt(guardrail, 'metric')}
            options={metrics}
            onChange={(metric) => set(['guardrails', index, 'metric'], metric)}
          />
          <ChoiceField
            label={texts.worse}
            value={textAt(guardrail, 'worse')}
            options={(['lower', 'higher'] as const).map((name) => ({ name, said: texts.worseIs[name] }))}
            onChange={(worse) => set(['guardrails', index, 'worse'], worse)}
          />
          <NumberField
            label={texts.margin}
            times={100}
            value={numberAt(guardrail, 'margin')}
            onChange={(margin) => set(['guardrails', index, 'margin'], margin)}
          />
        </ListedFields>
      ))}
      {metrics.length > 0 && (
        <AddButton
          label={texts.addGuardrail}
          onAdd={() => set(['guardrails', guardrails.length], { metric: metrics.at(-1)?.name, worse: 'lower' })}
        />
      )}
    </FieldGroup>
  );
}

function BySegments({ definition, set }: PartProps) {
  const segments = useQuery(segmentsQuery).data?.segments ?? [];
  const chosen = listAt(definition, 'by').filter((name) => typeof name === 'string');
  const left = segments.filter(({ name }) => !chosen.includes(name));
  return (
    <FieldGroup title={texts.by}>
      {chosen.length > 0 && (
        <ul className="chips">
          {chosen.map((name, index) => (
            <li key={name}>
              {plainName(name)}{' '}
              <button
                type="button"
                className="quiet"
                aria-label={`${formTexts.remove}: ${plainName(name)}`}
                onClick={() => (chosen.length === 1 ? set(['by'], undefined) : set(['by', index], undefined))}
              >
                ×
              </button>
            </li>
          ))}
        </ul>
      )}
      <ChoiceField
        label={texts.addSegment}
        value=""
        none="–"
        options={left}
        onChange={(name) => name !== '' && set(['by', chosen.length], name)}
      />
    </FieldGroup>
  );
}
