package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"xiaochuang/desk"
)

// The history of the configuration is a list beside the kept ones: a line for
// each change, with the values before as TOML has them. The journal has the act;
// the list has the values. What the list has seen last lies beside it, so that
// what an editor has written since is seen, too.
const (
	changeLog  = "changes.jsonl"
	seenConfig = "seen.toml"
	// mostChanges bounds the list, in bytes; it begins anew beyond.
	mostChanges = 1 << 20
)

// A noted change is a line of the list.
type noted struct {
	desk.ConfigChange
	// Was has the values of the changed keys before; one that was not there is
	// missing. A key of a file that cannot be read has none.
	Was map[string]json.RawMessage `json:"was,omitempty"`
}

// noteChange adds a line and returns its number, 0 where nothing differs or
// nothing could be noted: the configuration goes on without.
func noteChange(dir string, c desk.ConfigChange, before, after []byte) int {
	c.At, c.Changes = c.At.UTC().Truncate(time.Second), compareConfig(before, after)
	see(dir, after)
	if len(c.Changes) == 0 {
		return 0
	}
	path := filepath.Join(dir, keptFolder, changeLog)
	if st, err := os.Stat(path); err == nil && st.Size() > mostChanges {
		_ = os.Rename(path, path+".1")
	}
	list := readChanges(dir)
	c.N = 1
	if len(list) > 0 {
		c.N = list[len(list)-1].N + 1
	}
	line := noted{ConfigChange: c, Was: map[string]json.RawMessage{}}
	if was, err := values(before); err == nil {
		for _, k := range c.Changes {
			if v, ok := was[k.Key]; ok {
				if b, err := json.Marshal(v); err == nil {
					line.Was[k.Key] = b
				}
			}
		}
	}
	b, err := json.Marshal(line)
	if err != nil {
		return 0
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return 0
	}
	defer f.Close()
	if _, err := f.Write(append(b, '\n')); err != nil {
		return 0
	}
	return c.N
}

// forgetChange takes the last line out again: what it says was undone before
// anybody worked with it.
func forgetChange(dir string, n int, text []byte) {
	see(dir, text)
	list := readChanges(dir)
	if n == 0 || len(list) == 0 || list[len(list)-1].N != n {
		return
	}
	var out bytes.Buffer
	for _, c := range list[:len(list)-1] {
		if b, err := json.Marshal(c); err == nil {
			out.Write(append(b, '\n'))
		}
	}
	_ = replaceFile(filepath.Join(dir, keptFolder, changeLog), out.Bytes())
}

// readChanges reads the list, the oldest first. Lines that cannot be read are
// passed over; lines without a number are counted.
func readChanges(dir string) []noted {
	b, err := readBounded(filepath.Join(dir, keptFolder, changeLog), 2*mostChanges)
	if err != nil {
		return nil
	}
	var out []noted
	for l := range bytes.Lines(b) {
		var c noted
		if json.Unmarshal(l, &c) != nil {
			continue
		}
		if c.N == 0 {
			c.N = len(out) + 1
		}
		out = append(out, c)
	}
	return out
}

// see remembers the text that the list knows of.
func see(dir string, text []byte) {
	if err := os.MkdirAll(filepath.Join(dir, keptFolder), 0o700); err == nil {
		_ = replaceFile(filepath.Join(dir, keptFolder, seenConfig), text)
	}
}

// seeByHand notes what an editor has changed since the list has seen the file.
func seeByHand(dir string, now []byte, at time.Time) {
	seen, err := readBounded(filepath.Join(dir, keptFolder, seenConfig), maxConfig)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		see(dir, now)
	case err == nil && !bytes.Equal(seen, now):
		noteChange(dir, desk.ConfigChange{At: at, How: desk.HowByHand}, seen, now)
	}
}

// ConfigChanges lists the latest changes, newest first. What an editor has changed
// is among them once a desk has opened with it.
func ConfigChanges(o Options, limit int) ([]desk.ConfigChange, error) {
	list := readChanges(o.Dir())
	slices.Reverse(list)
	out := make([]desk.ConfigChange, 0, min(len(list), limit))
	for _, c := range list[:min(len(list), limit)] {
		for i := range c.Changes {
			c.Changes[i].Before, c.Changes[i].After = hushed(c.Changes[i].Before), hushed(c.Changes[i].After)
		}
		out = append(out, c.ConfigChange)
	}
	return out, nil
}

// takenBack is the configuration with a change taken back, or some keys of it. A
// key that was changed again since is a Problem of kind Conflict.
func takenBack(dir string, now []byte, n int, keys []string) ([]byte, error) {
	list := readChanges(dir)
	i := slices.IndexFunc(list, func(c noted) bool { return c.N == n })
	if i < 0 {
		return nil, &desk.Problem{Kind: desk.NotFound, What: "config.change"}
	}
	c := list[i]
	is, err := values(now)
	if err != nil {
		return nil, &desk.Problem{Kind: desk.Invalid, What: "config", Cause: err}
	}
	var set []setting
	for _, k := range c.Changes {
		if len(keys) > 0 && !slices.Contains(keys, k.Key) {
			continue
		}
		if shown(is[k.Key]) != k.After {
			return nil, &desk.Problem{Kind: desk.Conflict, What: "config.since", Holder: k.Key}
		}
		s := setting{key: k.Key}
		if raw, ok := c.Was[k.Key]; ok {
			if s.value, err = valueOf(raw); err != nil {
				return nil, shapeOf(k.Key)
			}
		} else if k.Before != "" { // noted before values were
			return nil, shapeOf(k.Key)
		}
		set = append(set, s)
	}
	if len(set) == 0 {
		return nil, &desk.Problem{Kind: desk.NotFound, What: "config.change"}
	}
	return editConfig(now, set)
}

// valueOf reads a value as it was noted: numbers of a configuration are whole.
func valueOf(raw json.RawMessage) (any, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	return whole(v)
}

func whole(v any) (any, error) {
	switch v := v.(type) {
	case json.Number:
		return v.Int64()
	case []any:
		for i, x := range v {
			var err error
			if v[i], err = whole(x); err != nil {
				return nil, err
			}
		}
		return v, nil
	case string, bool:
		return v, nil
	}
	return nil, errors.New("no value of a configuration")
}
