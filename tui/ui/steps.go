package ui

import tea "charm.land/bubbletea/v2"

// Steps are the messages of one piece of work that goes on beside the counter; the last
// is its end. The zero Steps has none.
type Steps <-chan tea.Msg

// Begin starts work of which the screen is shown every step: where the screen is more
// than room steps behind, the work waits for it. Cancel is called when the work ends.
func Begin(room int, cancel func(), work func(tell func(tea.Msg)) tea.Msg) Steps {
	out := make(chan tea.Msg, room)
	return begin(out, cancel, work, func(m tea.Msg) { out <- m })
}

// BeginLoose starts work that waits for nobody: what it tells while the screen has not
// shown the step before is left out. Its end always comes.
func BeginLoose(cancel func(), work func(tell func(tea.Msg)) tea.Msg) Steps {
	out := make(chan tea.Msg, 1)
	return begin(out, cancel, work, func(m tea.Msg) {
		select {
		case out <- m:
		default:
		}
	})
}

func begin(out chan tea.Msg, cancel func(), work func(tell func(tea.Msg)) tea.Msg, tell func(tea.Msg)) Steps {
	go func() {
		defer close(out)
		defer cancel()
		out <- work(tell)
	}()
	return out
}

// Next waits for the next step. After the last there is no message.
func (s Steps) Next() tea.Cmd {
	if s == nil {
		return nil
	}
	return func() tea.Msg { return <-s }
}
