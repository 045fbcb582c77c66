// What is done beside the answer box: the knowledge base, handing on, complaints, the end.

export function toolsOf({ fill, part, write }, { words, post, told, template }) {
  const acts = {
    async knowledge(column, form) {
      const { language, department } = column.talk;
      const answer = await post('knowledge', { question: form.elements.question.value, department, language });
      const unknown = part(column.element, 'unknown');
      unknown.hidden = answer.known;
      write(unknown, answer.hits.length ? words.knowledge_unknown : words.knowledge_none);
      part(column.element, 'hits').replaceChildren(...answer.hits.map((hit) => entry(column, hit)));
    },

    async transfer(column, form) {
      const { department, note } = form.elements;
      await post('transfer', { number: column.number, department: department.value, note: note.value });
      told.gone(column, words.transferred);
    },

    async complaint(column, form) {
      const answer = await post('complaint', { number: column.number, form: complaintOf(form) });
      part(column.element, 'complaint_tool').open = false;
      column.focus();
      told.say(fill(words.complained, { number: answer.complaint }));
    },

    async end(column) {
      await post('end', { number: column.number });
      told.gone(column, words.ended);
    },
  };

  /** With a button that puts its words and its source into the answer. */
  function entry(column, hit) {
    const item = template('hit').firstElementChild.cloneNode(true);
    const ours = document.documentElement.lang;
    item.lang = column.talk.language;
    const where = [hit.source_title, hit.source].filter(Boolean).join(' ');
    const facts = [
      where ? `${words.source}: ${where}` : '',
      fill(words.as_of, { day: hit.as_of }),
      hit.stale ? words.stale : '',
    ];
    write(part(item, 'title'), hit.title);
    write(part(item, 'words'), hit.words);
    part(item, 'source').lang = ours;
    write(part(item, 'source'), facts.filter(Boolean).join(' · '));
    const button = item.querySelector('button');
    button.lang = ours;
    button.setAttribute('aria-label', fill(words.put_one, hit));
    const theirs = told.sourceWord(column.talk.language);
    const quoted = where ? `${hit.words}\n${theirs}: ${where} (${hit.as_of})` : hit.words;
    button.addEventListener('click', () => column.put(quoted));
    return item;
  }

  /** Each kind's questions stand in the form; those of the chosen one count. */
  function complaintOf(form) {
    const sent = new FormData(form);
    const kind = sent.get('kind');
    const attributes = {};
    for (const name of new Set(sent.keys())) {
      const [head, of, code] = name.split('.');
      const given = sent.getAll(name).filter(Boolean);
      if (head !== 'attributes' || of !== kind || !given.length) continue;
      const isMany = form.querySelector(`[name="${name}"]`).type === 'checkbox';
      attributes[code] = isMany ? given : given[0];
    }
    return { kind, description: sent.get('description'), address: sent.get('address'), attributes };
  }

  function fieldOf(form, name) {
    const kind = form.elements.kind?.value;
    return form.querySelector(`[name="${name.replace(/^attributes\./, `attributes.${kind}.`)}"]`);
  }

  /** Above the form, and at the fields. */
  function problem(form, error) {
    for (const field of form.querySelectorAll('[aria-invalid]')) field.removeAttribute('aria-invalid');
    form.querySelector('.problem')?.remove();
    if (!error) return;
    const sentences = Object.entries(error.fields ?? {}).map(([name, sentence]) => {
      const field = fieldOf(form, name);
      field?.setAttribute('aria-invalid', 'true');
      const label = field?.closest('fieldset')?.querySelector('legend') ?? field?.labels?.[0];
      return fill(words.wrong_field, { field: label?.textContent ?? name, words: sentence });
    });
    const list = document.createElement('div');
    list.className = 'problem wrong';
    list.setAttribute('role', 'alert');
    for (const sentence of sentences.length ? sentences : [told.sentence(error)]) {
      const item = document.createElement('p');
      item.textContent = sentence;
      list.append(item);
    }
    form.prepend(list);
    form.querySelector('[aria-invalid]')?.focus();
  }

  return {
    async run(what, column, form) {
      problem(form, null);
      try {
        await acts[what](column, form);
      } catch (error) {
        if (!('status' in error)) throw error;
        problem(form, error);
      }
    },
  };
}
