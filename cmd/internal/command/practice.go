package command

import (
	"errors"

	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk/practice"
	"xiaochuang/tui/text"
)

// A sceneView is what practice --check tells.
type sceneView struct {
	Playable bool          `json:"playable"`
	Findings []findingView `json:"findings"`
}

func (v sceneView) lines(s *sheet) {
	for _, f := range v.Findings {
		s.say(f.Says)
	}
	if v.Playable {
		s.say(text.ScenePlayable)
	}
}

func (p *program) practiceCommand() *cobra.Command {
	var window int
	var check string
	c := &cobra.Command{Use: "practice", Args: exactly(0)}
	c.RunE = func(c *cobra.Command, _ []string) (err error) {
		p.folder = p.opt.PracticeDir
		if check != "" {
			return p.checkScene(check)
		}
		if !p.onTerminal() {
			return usage(c, text.NotATerminal)
		}
		x, err := wire.OpenPractice(c.Context(), p.opt)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, x.Close()) }()
		return x.Console(c.Context(), window)
	}
	c.Flags().IntVar(&window, "window", 1, text.FlagUse("xiaochuang practice", "window"))
	c.Flags().StringVar(&check, "check", "", text.FlagUse("xiaochuang practice", "check"))
	return p.json(c)
}

// checkScene lints a trainer's own scene.
func (p *program) checkScene(file string) error {
	found, checkErr := wire.CheckScene(p.opt, file)
	if checkErr != nil && len(found) == 0 {
		return checkErr
	}
	v := sceneView{Playable: checkErr == nil, Findings: []findingView{}}
	for _, f := range found {
		v.Findings = append(v.Findings, viewOfSceneFinding(f))
	}
	if err := p.give(v); err != nil {
		return err
	}
	return checkErr
}

func viewOfSceneFinding(f practice.Finding) findingView {
	severity := fault
	if f.Care {
		severity = warning
	}
	return findingView{
		Line: f.Line, Field: f.Field, Severity: severity, Code: string(f.Code), Value: f.Value, Says: text.SceneFinding(f),
	}
}
