package command

import (
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"xiaochuang/tui/text"
)

// A versionView says which program this is.
type versionView struct {
	Version string `json:"version"`
	Built   string `json:"built,omitempty"` // date of the commit, RFC 3339
	Go      string `json:"go"`
	System  string `json:"system"`
}

func (v versionView) lines(s *sheet) { s.say(text.VersionLine(v.Version, v.Built, v.Go, v.System)) }

func (p *program) versionCommand() *cobra.Command {
	return p.json(leaf("version", exactly(0), func(*cobra.Command, []string) error {
		v := versionView{Version: version, Go: runtime.Version(), System: runtime.GOOS + "/" + runtime.GOARCH}
		if v.Version == "" {
			v.Version = text.VersionUnknown
		}
		if t := builtAt(); !t.IsZero() {
			v.Built = t.UTC().Format(time.RFC3339)
		}
		return p.give(v)
	}))
}
