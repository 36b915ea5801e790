// Plain is the least a Bubble Tea program of the console's kind can be: a full
// window of Chinese rows and one text field. The console's figures are measured
// beside its.
package main

import (
	"os"
	"strings"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
)

type model struct {
	field textinput.Model
	rows  string
}

func (m model) Init() tea.Cmd { return textinput.Blink }

func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if k, ok := msg.(tea.KeyPressMsg); ok && k.String() == "ctrl+c" {
		return m, tea.Quit
	}
	var cmd tea.Cmd
	m.field, cmd = m.field.Update(msg)
	return m, cmd
}

func (m model) View() tea.View {
	v := tea.NewView(m.field.View() + "\n" + m.rows)
	v.AltScreen = true
	return v
}

func main() {
	f := textinput.New()
	f.SetVirtualCursor(false)
	f.Focus()
	row := "01A0012  已受理    绿 12-23     买买提·艾山江·吐尔逊    *0023  示例        人民调解申请\n"
	if _, err := tea.NewProgram(model{field: f, rows: strings.Repeat(row, 26)}, tea.WithFPS(30)).Run(); err != nil {
		os.Exit(1)
	}
}
