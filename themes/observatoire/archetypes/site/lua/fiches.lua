-- Une fiche par territoire, à l'adresse /territoires/CODE/.
local essor = require "essor"

local emploi = essor.table "emploi":derive { part = "100 * ess / total" }

essor.pages(emploi, function(t)
  local part = essor.mark(t.part) and "…" or essor.percent(t.part, 1)
  return {
    path = "territoires/" .. t.code, type = "territoire", title = t.nom, data = t,
    description = "Chiffres fictifs, pour essayer.",
    niveau_libelle = "Territoire fictif", territoire = t.code, code = t.code, nom = t.nom, part = part,
    figures = { {
      kind = "bars", table = emploi, label = "nom", value = "ess", highlight = t.nom,
      title = "L'emploi de l'ESS dans les trois territoires",
      measure = "Postes salariés de l'ESS, données fictives",
      reading = "Valmont compte " .. essor.number(emploi:row("T1").ess, 0) .. " postes de l'ESS (donnée fictive).",
      field = "Données fictives", source = "Données fictives, à remplacer",
    } },
  }
end)
