-- Une fiche par ligne de la table « territoires ».
--
-- Un fichier Markdown placé au même chemin (content/territoires/val-fictif.md) lui donne un titre et un
-- texte écrits à la main ; ce que dit le fichier l'emporte.
local essor = require "essor"

local territoires = essor.table "territoires"
local parts = essor.table "part_ess"
local emploi = essor.table "emploi"

-- Un nombre, ou « secret » et « non disponible » quand il n'est pas publié.
local function en_texte(valeur, ecrire)
  local signe = essor.mark(valeur)
  if signe == "secret" then return "secret" end
  return signe and "non disponible" or ecrire(valeur)
end

local function pourcent(valeur) return essor.percent(valeur, 1) end
local function nombre(valeur) return essor.number(valeur, 0) end

local function chiffres(t)
  local part = parts:row { territoire = t.territoire, annee = "2023" }.part
  local postes = emploi:row { territoire = t.territoire, annee = "2023" }.ess
  local lieu = t.nom .. ", fin 2023, donnée fictive"
  return {
    { texte = en_texte(part, pourcent), libelle = "de l'emploi salarié", lieu_date = lieu },
    { texte = en_texte(postes, nombre), libelle = "postes salariés", lieu_date = lieu },
  }
end

local function tableau(t)
  return {
    id = "releves", kind = "table",
    table = emploi:filter { territoire = t.territoire }
      :left_join(parts:select("territoire", "annee", "part"), { "territoire", "annee" }),
    columns = { "annee", "ess", "total", "part" },
    title = "Tous les chiffres", measure = "Postes salariés, " .. t.nom .. ", données fictives",
    reading = "chaque ligne est une année.",
    field = "Données fictives.", source = "Données fictives, à remplacer.",
  }
end

local function voisins(t)
  local liste = {}
  territoires:each(function(autre)
    if autre.territoire ~= t.territoire then
      local part = parts:row { territoire = autre.territoire, annee = "2023" }.part
      liste[#liste + 1] = { path = autre.chemin, title = autre.nom, detail = en_texte(part, pourcent) }
    end
  end)
  return liste
end

local rang = 0
essor.pages(territoires, function(t)
  rang = rang + 1
  local part = parts:row { territoire = t.territoire, annee = "2023" }.part
  return {
    path = t.chemin, type = "territoire", title = t.nom, short_title = t.nom, data = t, weight = rang,
    description = "Les chiffres fictifs d'un territoire inventé, pour essayer.",
    territoire = t.territoire, nom = t.nom, niveau = "epci", niveau_libelle = "Intercommunalité fictive",
    part = en_texte(part, pourcent), chiffres = chiffres(t), tableau = tableau(t), voisins = voisins(t),
  }
end)
