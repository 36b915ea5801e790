package command

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk/calendar"
	"xiaochuang/desk/guide"
	"xiaochuang/tui/text"
)

// An initView is what init tells.
type initView struct {
	File string `json:"file"`
}

func (v initView) lines(s *sheet) { s.say(text.StationWritten(v.File)...) }

func (p *program) initCommand() *cobra.Command {
	return p.json(leaf("init", atMost(1), func(_ *cobra.Command, args []string) error {
		dir := p.opt.Dir()
		if len(args) == 1 {
			dir = args[0]
		}
		dir, err := filepath.Abs(dir)
		if err != nil {
			return err
		}
		file, err := wire.WriteTemplate(dir)
		if err != nil {
			return err
		}
		return p.give(initView{file})
	}))
}

// A findingView is one thing wrong with an imported file.
type findingView struct {
	Line     int    `json:"line"`
	Item     string `json:"id,omitempty"`
	Field    string `json:"field"`
	Severity string `json:"severity"`
	Code     string `json:"code"`
	Value    string `json:"value,omitempty"`
	Says     string `json:"says"` // in Chinese
}

func findingTable(s *sheet, list []findingView) {
	if len(list) == 0 {
		return
	}
	byLine := slices.SortedStableFunc(slices.Values(list), func(a, b findingView) int { return cmp.Compare(a.Line, b.Line) })
	rows := make([][]string, 0, len(list))
	for _, f := range byLine {
		field := f.Field
		if field == "" {
			field = text.WholeFile
		}
		severity := text.Severity(guide.Error)
		if f.Severity == warning {
			severity = text.Severity(guide.Warning)
		}
		rows = append(rows, []string{strconv.Itoa(f.Line), severity, f.Item, field, f.Says})
	}
	s.table([]string{text.ColLine, text.ColSeverity, text.ColItem, text.ColField, text.ColFinding}, rows)
}

// Severities of a finding in a view.
const (
	fault   = "error"
	warning = "warning"
)

// A catalogueView is what catalogue import tells.
type catalogueView struct {
	Imported      bool          `json:"imported"`
	Version       string        `json:"version,omitempty"`
	Items         int           `json:"items"`
	Demonstration bool          `json:"demonstration"`
	Errors        int           `json:"errors"`
	Warnings      int           `json:"warnings"`
	Findings      []findingView `json:"findings"`
}

func (v catalogueView) lines(s *sheet) {
	findingTable(s, v.Findings)
	s.say(text.CatalogueChecked(v.Errors, v.Warnings))
	if v.Imported {
		s.say(text.CatalogueTaken(v.Items, v.Version, v.Demonstration))
	}
}

func (p *program) catalogueCommands() *cobra.Command {
	return group("catalogue", p.editionsCommand(), p.updatesCommand(), p.json(leaf("import", exactly(1), func(_ *cobra.Command, args []string) error {
		dir, err := wire.Folder(p.opt)
		if err != nil {
			return err
		}
		c, findings, importErr := wire.ImportCatalogue(dir, args[0])
		if importErr != nil && len(findings) == 0 {
			return importErr
		}
		v := catalogueView{Imported: importErr == nil, Findings: []findingView{}}
		for _, f := range findings {
			severity := fault
			if f.Severity == guide.Warning {
				severity = warning
				v.Warnings++
			} else {
				v.Errors++
			}
			v.Findings = append(v.Findings, findingView{
				Line: f.Line, Item: f.Item, Field: f.Field, Severity: severity, Code: string(f.Code), Value: f.Value,
				Says: text.Finding(f),
			})
		}
		if importErr == nil {
			v.Version, v.Items, v.Demonstration = c.Version(), len(c.Items()), c.Demonstration()
		}
		if err := p.give(v); err != nil {
			return err
		}
		return importErr
	})))
}

// A calendarView is what calendar import tells.
type calendarView struct {
	Imported bool          `json:"imported"`
	Year     int           `json:"year,omitempty"`
	Findings []findingView `json:"findings"`
}

func (v calendarView) lines(s *sheet) {
	findingTable(s, v.Findings)
	if v.Imported {
		s.say(text.CalendarTaken(v.Year))
	}
}

func (p *program) calendarCommands() *cobra.Command {
	return group("calendar", p.json(leaf("import", exactly(1), func(_ *cobra.Command, args []string) error {
		dir, err := wire.Folder(p.opt)
		if err != nil {
			return err
		}
		year, importErr := wire.ImportCalendar(dir, args[0])
		v := calendarView{Imported: importErr == nil, Year: year, Findings: []findingView{}}
		if faults, ok := errors.AsType[calendar.Faults](importErr); ok {
			for _, f := range faults {
				v.Findings = append(v.Findings, findingView{
					Line: f.Line, Field: f.Field, Severity: fault, Code: string(f.Code), Value: f.Value,
					Says: text.CalendarFault(f),
				})
			}
		} else if importErr != nil {
			return fmt.Errorf("import calendar: %w", importErr)
		}
		if err := p.give(v); err != nil {
			return err
		}
		return importErr
	})))
}
