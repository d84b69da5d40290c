import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useId } from 'react';
import { journeyStepsQuery } from '../api/journey-queries.js';
import { segmentsQuery } from '../api/queries.js';
import { type JourneyQuestion, STEP_KINDS, throughOf } from '../format/journey-question.js';
import { plainName } from '../format/value.js';
import { journeyTexts as texts } from '../texts/journeys-en.js';

/** What is asked of journeys. `onAsk` is given the whole question; what is left empty is not in it. */
export function JourneyForm({ question, onAsk }: { question: JourneyQuestion; onAsk: (question: JourneyQuestion) => void }) {
  const steps = useQuery(journeyStepsQuery).data?.steps ?? [];
  const segments = useQuery(segmentsQuery).data?.segments ?? [];
  const list = useId();
  const ask = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string): string => String(form.get(name) ?? '').trim();
    const through = STEP_KINDS.filter((kind) => form.get(kind) !== null).join(',');
    const fields = {
      ...read(text),
      through: through === 'events,moments' ? '' : through || 'events',
      once: form.get('once') === null ? '' : 'yes',
    };
    onAsk(Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== '')));
  };
  const through = throughOf(question);
  return (
    <form className="journey-form" onSubmit={ask}>
      <datalist id={list}>
        {steps.map((step) => (
          <option key={step} value={step} />
        ))}
      </datalist>
      <TextField name="from" label={texts.from} list={list} value={question.from} required />
      <TextField name="to" label={texts.to} list={list} value={question.to} required />
      <Choice name="within" label={texts.within} value={question.within} none={texts.withinUsual} choices={texts.withinChoices} />
      <Choice
        name="segment"
        label={texts.segment}
        value={question.segment}
        none={texts.everybody}
        choices={Object.fromEntries(segments.map(({ name }) => [name, plainName(name)]))}
      />
      <Choice
        name="by"
        label={texts.by}
        value={question.by}
        none={texts.byNothing}
        choices={{ segment: texts.bySegment, channel: texts.byChannel, 'context.device.type': texts.byDevice }}
      />
      <DateField name="since" label={texts.since} value={question.since} />
      <DateField name="until" label={texts.until} value={question.until} />
      <fieldset className="journey-kinds">
        <legend>{texts.through}</legend>
        {STEP_KINDS.map((kind) => (
          <label key={kind}>
            <input type="checkbox" name={kind} defaultChecked={through.includes(kind)} /> {texts.kinds[kind]}
          </label>
        ))}
        <label>
          <input type="checkbox" name="once" defaultChecked={question.once !== undefined} /> {texts.once}
        </label>
      </fieldset>
      <button type="submit" className="button button-strong">
        {texts.show}
      </button>
    </form>
  );
}

function read(text: (name: string) => string): JourneyQuestion {
  return {
    ...{ from: text('from'), to: text('to'), within: text('within'), segment: text('segment') },
    ...{ by: text('by'), since: text('since'), until: text('until') },
  };
}

interface Field {
  readonly name: string;
  readonly label: string;
  readonly value: string | undefined;
}

function TextField({ name, label, value, list, required }: Field & { list: string; required: boolean }) {
  return (
    <label className="journey-field journey-field-wide">
      {label}
      <input name={name} list={list} defaultValue={value ?? ''} required={required} maxLength={512} autoComplete="off" />
    </label>
  );
}

function DateField({ name, label, value }: Field) {
  return (
    <label className="journey-field">
      {label}
      <input type="date" name={name} defaultValue={value ?? ''} />
    </label>
  );
}

function Choice({ name, label, value, none, choices }: Field & { none: string; choices: Readonly<Record<string, string>> }) {
  const all = value === undefined || value in choices ? choices : { ...choices, [value]: value };
  return (
    <label className="journey-field">
      {label}
      <select name={name} defaultValue={value ?? ''} key={Object.keys(all).join()}>
        <option value="">{none}</option>
        {Object.entries(all).map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
