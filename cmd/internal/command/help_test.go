package command

import (
	"bytes"
	"debug/buildinfo"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/tui/text"
)

// trees are the command trees of both programs.
func trees() []*cobra.Command {
	d := &program{name: "xiaochuang"}
	c := &program{name: "xiaochuang-centre"}
	return []*cobra.Command{d.deskCommands(), c.centreCommands(&wire.StreetOptions{})}
}

func every(c *cobra.Command, do func(*cobra.Command)) {
	do(c)
	for _, s := range c.Commands() {
		every(s, do)
	}
}

// TestEveryCommandIsWorded holds that nothing of a command line is left without
// Chinese words.
func TestEveryCommandIsWorded(t *testing.T) {
	n := 0
	for _, root := range trees() {
		root.InitDefaultHelpCmd()
		every(root, func(c *cobra.Command) {
			n++
			if text.CommandUseOf(c.CommandPath()).Does == "" {
				t.Errorf("%s has no words", c.CommandPath())
			}
			c.Flags().VisitAll(func(f *pflag.Flag) {
				if f.Usage == "" {
					t.Errorf("%s --%s has no words", c.CommandPath(), f.Name)
				}
			})
		})
	}
	if n < 30 {
		t.Errorf("only %d commands were seen", n)
	}
}

// english is a run of three words that no Chinese help has, names of commands
// aside.
var (
	english  = regexp.MustCompile(`[A-Za-z]{2,} [a-z]{2,} [a-z]{3,} `)
	commands = regexp.MustCompile(`xiaochuang[-a-z ]*`)
)

func TestHelpIsChinese(t *testing.T) {
	if !english.MatchString("Use this command to ") {
		t.Fatal("the form of English does not match English")
	}
	for _, root := range trees() {
		every(root, func(c *cobra.Command) {
			var b bytes.Buffer
			writeHelp(&b, c)
			if found := english.FindString(commands.ReplaceAllString(b.String(), "")); found != "" {
				t.Errorf("help of %s holds %q", c.CommandPath(), found)
			}
			for _, heading := range []string{"用法", "选项", "退出码"} {
				if !strings.Contains(b.String(), "\n"+heading+"\n") {
					t.Errorf("help of %s has no %s", c.CommandPath(), heading)
				}
			}
		})
	}
}

func TestHelpByEveryWay(t *testing.T) {
	t.Parallel()
	f := empty(t)
	for _, args := range [][]string{
		{"--help"},
		{"-h"},
		{"help"},
		{"ticket", "--help"},
		{"help", "ticket", "take"},
		{"ticket", "take", "-h"},
		{"--help", "--demo"},
	} {
		e := f.run(args...)
		if e.code != exitOK || e.err != "" || !strings.Contains(e.out, "退出码") {
			t.Errorf("%q ended with %d and wrote %q", args, e.code, e.err)
		}
	}
	if got := f.ok("version"); !strings.Contains(got, "v0.0-test") || !strings.Contains(got, "2025-01-01T00:00:00Z") {
		t.Errorf("version says %q", got)
	}
}

// TestBuiltIsADateOrNothing holds that a build without a date, or with one that
// does not read, has the zero time.
func TestBuiltIsADateOrNothing(t *testing.T) {
	defer func(was string) { built = was }(built)
	for _, tt := range []struct {
		set  string
		zero bool
	}{
		{"", true}, {"yesterday", true}, {"0001-01-01T00:00:00Z", true}, {"2026-11-23T08:00:00+08:00", false},
	} {
		built = tt.set
		if builtAt().IsZero() != tt.zero {
			t.Errorf("%q is %v", tt.set, builtAt())
		}
	}
}

// TestManualIsTrue holds docs/commands.md against the command trees.
func TestManualIsTrue(t *testing.T) {
	path := filepath.Join("..", "..", "..", "docs", "commands.md")
	got := manual()
	if updating() {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Error("docs/commands.md is not what the programs do; go test ./cmd/internal/command -run TestManualIsTrue -update writes it")
	}
}

// manual is the whole command line as a page.
func manual() string {
	var b strings.Builder
	fmt.Fprint(&b, text.ManualHead)
	fmt.Fprintf(&b, "\n## %s\n\n| %s | %s |\n| ---: | --- |\n", text.HelpExit, text.HelpExit, text.ManualMeans)
	for _, e := range text.ExitUses() {
		fmt.Fprintf(&b, "| %d | %s |\n", e.Code, e.Means)
	}
	for _, root := range trees() {
		fmt.Fprintf(&b, "\n## %s\n", root.Name())
		section(&b, root)
		for _, c := range leaves(root) {
			fmt.Fprintf(&b, "\n### %s\n", c.CommandPath())
			section(&b, c)
		}
	}
	return b.String()
}

func section(b *strings.Builder, c *cobra.Command) {
	use := text.CommandUseOf(c.CommandPath())
	fmt.Fprintf(b, "\n%s\n\n    %s\n", use.Does, synopsis(c))
	if use.More != "" {
		fmt.Fprintf(b, "\n%s\n", use.More)
	}
	flags := c.LocalFlags()
	rows := ""
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden || f.Name == "help" && c.HasParent() {
			return
		}
		_, words := pflag.UnquoteUsage(f)
		if d := shownDefault(f); d != "" {
			words += fmt.Sprintf(text.HelpDefault, d)
		}
		rows += fmt.Sprintf("| `%s` | %s |\n", written(f), words)
	})
	if rows != "" {
		fmt.Fprintf(b, "\n| %s | |\n| --- | --- |\n%s", text.HelpFlags, rows)
	}
	if len(use.Try) > 0 {
		fmt.Fprintf(b, "\n%s：\n\n", text.HelpTry)
		for _, t := range use.Try {
			fmt.Fprintf(b, "    %s\n", t)
		}
	}
}

// TestLicencesAreNamed holds docs/licences.md against what is linked into the
// programs.
func TestLicencesAreNamed(t *testing.T) {
	b, err := os.ReadFile(filepath.Join("..", "..", "..", "docs", "licences.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(b), "## Go modules in the programs")
	table, _, _ = strings.Cut(table, "\n## ")
	linked := map[string]bool{}
	for _, program := range []string{"xiaochuang", "xiaochuang-centre"} {
		info, err := buildinfo.ReadFile(filepath.Join(bin, program))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range info.Deps {
			linked[m.Path] = true
			if !strings.Contains(table, "| "+m.Path+" | ") {
				t.Errorf("%s is linked into %s and not in docs/licences.md", m.Path, program)
			}
		}
	}
	if len(linked) < 20 {
		t.Errorf("only %d modules were found", len(linked))
	}
	for _, row := range regexp.MustCompile(`(?m)^\| (\S+\.\S+) \| `).FindAllStringSubmatch(table, -1) {
		if !linked[row[1]] {
			t.Errorf("%s is in docs/licences.md and not linked", row[1])
		}
	}
}

// TestExamplesAreTrue parses every example of the help and every command line of
// the README against the trees, without running any.
func TestExamplesAreTrue(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join("..", "..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, row := range regexp.MustCompile(`(?m)^    (xiaochuang[^\n#]*)`).FindAllStringSubmatch(string(readme), -1) {
		lines = append(lines, strings.TrimSpace(row[1]))
	}
	if len(lines) < 6 {
		t.Fatalf("the README has only %q", lines)
	}
	for _, root := range trees() {
		every(root, func(c *cobra.Command) { lines = append(lines, text.CommandUseOf(c.CommandPath()).Try...) })
	}
	for _, line := range lines {
		words := regexp.MustCompile(`"[^"]*"|\S+`).FindAllString(line, -1)
		var root *cobra.Command
		for _, r := range trees() {
			if r.Name() == words[0] {
				root = r
			}
		}
		if root == nil {
			t.Errorf("%q names no program", line)
			continue
		}
		c, rest, err := root.Find(words[1:])
		if err == nil {
			err = c.ParseFlags(rest)
		}
		if err == nil {
			err = c.ValidateArgs(c.Flags().Args())
		}
		if err != nil || c.HasParent() && c.HasSubCommands() && c.Annotations[itself] == "" {
			t.Errorf("%q is not a command: %v", line, err)
		}
	}
}
