-- Les fiches de territoire : une page par ligne de la table « territoires ».
--
-- Une fiche montre ce qui a été publié, et rien d'autre : quand un chiffre manque, elle le dit. Un
-- fichier Markdown placé au même chemin (content/territoires/region/28.md) lui donne un titre et un
-- texte écrits à la main ; ce que dit le fichier l'emporte.

local essor = require "essor"

local chiffres = essor.table "ess_chiffres"
local territoires = essor.table "territoires"
local familles = essor.table "familles"
local mesures = essor.table "mesures"
local secteurs = essor.table "secteurs"

-- Les fiches dont le texte est écrit dans content/territoires : le script ne leur en donne pas.
local ECRITES = { ["FR"] = true, ["REG-28"] = true, ["EPCI-200023414"] = true }

-- Les figures que ces textes montrent déjà, ou qui n'auraient rien à comparer.
local SANS = {
  ["FR"] = { pairs = true },
  ["REG-28"] = { pairs = true, familles = true },
}

-- Les anciens noms et les anciennes adresses.
local ALIAS = {
  ["EPCI-200010700"] = { "territoires/caux-vallee-de-seine" },
  ["REG-28"] = { "territoires/regions/normandie" },
}

-- Les chiffres clés, dans l'ordre où une fiche les montre : mesure, libellé, formule.
local CLES = {
  { "part_emploi_salarie", "de l'emploi salarié", "100 * postes de l'ESS / postes, tous employeurs" },
  { "salaries", "postes salariés", "nombre de postes au 31 décembre" },
  { "etablissements_employeurs", "établissements employeurs", "nombre d'établissements" },
  { "part_emploi_prive", "de l'emploi privé", "100 * postes de l'ESS / postes du secteur privé" },
  { "etp", "équivalents temps plein", "volume de travail de l'année" },
  { "masse_salariale_brute", "de masse salariale brute", "somme des rémunérations brutes de l'année" },
}

-- Retrouver un chiffre

-- index[territoire][mesure][millésime] : tous les chiffres d'ensemble, pour comparer à millésime égal.
-- À millésime égal, la valeur retenue passe devant.
local index = {}
chiffres:filter { famille = "ensemble", secteur = "ensemble" }:arrange("retenu"):each(function(ligne)
  local lieu = index[ligne.territoire] or {}
  local mesure = lieu[ligne.indicateur] or {}
  mesure[ligne.millesime] = ligne
  if ligne.retenu == "oui" then mesure.retenu = ligne end
  lieu[ligne.indicateur] = mesure
  index[ligne.territoire] = lieu
end)

local function chiffre(territoire, mesure, millesime)
  local lieu = index[territoire]
  return lieu and lieu[mesure] and lieu[mesure][millesime or "retenu"]
end

local lignes = {}
territoires:each(function(t) lignes[t.territoire] = t end)

-- Écrire un chiffre

-- Avec les décimales de la source : 12 % n'est pas écrit 12,0 %.
local function pourcent(valeur) return essor.number(valeur) .. "\u{A0}%" end

local function en_texte(ligne)
  if ligne.unite == "%" then return pourcent(ligne.valeur) end
  if ligne.unite == "€" then return essor.number(essor.ratio(ligne.valeur, 1000000), 0) .. "\u{A0}M€" end
  if ligne.unite == "k€" then return essor.number(essor.ratio(ligne.valeur, 1000), 0) .. "\u{A0}M€" end
  return essor.number(ligne.valeur)
end

-- Ce que la source dit de sa précision, devant la valeur : « environ 15 000 ».
local function precise(ligne)
  local avant = { approx = "environ ", seuil = "plus de " }
  return (avant[ligne.precision] or "") .. en_texte(ligne)
end

local function majuscule(texte)
  if texte:sub(1, 2) == "à" then return "À" .. texte:sub(3) end
  return texte:sub(1, 1):upper() .. texte:sub(2)
end

-- « que dans l'Orne », « qu'en France », « qu'à Lille »
local function que(lieu)
  if lieu:sub(1, 1) == "e" or lieu:sub(1, 2) == "à" then return "qu'" .. lieu end
  return "que " .. lieu
end

-- « données de 2018 », « publication de 2024 », « 2e trimestre 2024 »
local function quand(ligne)
  if ligne.annee_type == "s.d." then return "date non dite par la source" end
  if ligne.annee_type == "publication" then return "publication de " .. ligne.annee end
  if ligne.millesime == tostring(ligne.annee) then return "données de " .. ligne.annee end
  local annee, trimestre = ligne.millesime:match "^(%d+)%-T(%d)$"
  return essor.ordinal(tonumber(trimestre)) .. " trimestre " .. annee
end

-- Comparer

-- Le même chiffre, au même millésime, dans le territoire parent ou à défaut en France. Une date
-- inconnue ne se compare à rien.
local function reference(t, ligne)
  if ligne.annee_type == "s.d." then return nil end
  for _, lieu in ipairs { t.parent, "FR" } do
    local autre = lieu ~= "" and lieu ~= t.territoire and chiffre(lieu, ligne.indicateur, ligne.millesime)
    if autre then return autre, lignes[lieu] end
  end
  return nil
end

local function points(ecart)
  return essor.number(ecart, 1) .. (ecart < 2 and " point" or " points")
end

local function comparer_part(t, ligne)
  local autre, lieu = reference(t, ligne)
  if autre and ligne.precision == "exact" then
    local ecart = ligne.valeur - autre.valeur
    local repere = que(lieu.nom_en) .. " à la même date (" .. en_texte(autre) .. ")"
    if ecart > 0 then return points(ecart) .. " de plus " .. repere, "hausse" end
    if ecart < 0 then return points(0 - ecart) .. " de moins " .. repere, "baisse" end
    return "autant " .. repere, "stable"
  end
  local france = chiffre("FR", ligne.indicateur)
  if t.territoire == "FR" or not france then return nil end
  return "France : " .. en_texte(france) .. ", " .. quand(france)
end

local function comparer_nombre(t, ligne)
  local autre, lieu = reference(t, ligne)
  if not autre or ligne.precision == "seuil" or autre.unite ~= ligne.unite then return nil end
  return essor.percent(essor.ratio(100 * ligne.valeur, autre.valeur), 1)
    .. " du total " .. lieu.nom_en .. " (" .. precise(autre) .. ")"
end

-- Composer la fiche

local function chiffres_cles(t)
  local cles, provenance = {}, {}
  for _, cle in ipairs(CLES) do
    local mesure, libelle, formule = cle[1], cle[2], cle[3]
    local ligne = chiffre(t.territoire, mesure)
    if ligne then
      local comparer = ligne.unite == "%" and comparer_part or comparer_nombre
      local comparaison, sens = comparer(t, ligne)
      cles[#cles + 1] = {
        valeur = ligne.valeur, unite = ligne.unite, texte = precise(ligne), libelle = libelle,
        comparaison = comparaison, sens = sens,
        lieu_date = t.nom .. ", " .. quand(ligne),
        source = ligne.source_nom, url = ligne.source_url ~= "" and ligne.source_url or nil,
      }
      provenance[#provenance + 1] = {
        titre = precise(ligne) .. " " .. libelle .. ", " .. t.nom .. ", " .. quand(ligne),
        mesure = mesures:row { indicateur = mesure }.mesure,
        champ = "Économie sociale et solidaire, périmètre et dénominateur de la source",
        source = ligne.source_nom, url = ligne.source_url ~= "" and ligne.source_url or nil,
        formule = formule,
        donnee = "ess_chiffres.csv, ligne " .. ligne.id .. ", colonne valeur",
        statut = ({ exact = "valeur telle que publiée", arrondi = "valeur arrondie par la source",
                    approx = "ordre de grandeur donné par la source", seuil = "plancher donné par la source" })[ligne.precision]
          .. (ligne.note ~= "" and " ; " .. ligne.note or ""),
      }
    end
  end
  return cles, provenance
end

local function titre(t)
  local part = chiffre(t.territoire, "part_emploi_salarie")
  if part then
    local autre, lieu = reference(t, part)
    if not autre or part.precision ~= "exact" then
      return majuscule(t.nom_en) .. ", " .. en_texte(part) .. " de l'emploi salarié relève de l'ESS"
    end
    local ecart = part.valeur - autre.valeur
    local poids = "à peu près autant " .. que(lieu.nom_en)
    if ecart >= 2 then poids = "bien plus " .. que(lieu.nom_en)
    elseif 10 * ecart >= 3 then poids = "un peu plus " .. que(lieu.nom_en)
    elseif ecart <= -1 then poids = "moins " .. que(lieu.nom_en)
    elseif 10 * ecart <= -3 then poids = "un peu moins " .. que(lieu.nom_en) end
    return majuscule(t.nom_en) .. ", l'ESS pèse " .. poids .. " dans l'emploi salarié"
  end
  local postes = chiffre(t.territoire, "salaries")
  if postes then
    return majuscule(t.nom_en) .. ", " .. precise(postes) .. " postes salariés dans l'ESS"
  end
  return t.nom
end

local function description(t)
  local part, postes = chiffre(t.territoire, "part_emploi_salarie"), chiffre(t.territoire, "salaries")
  local phrases = {}
  if part then
    phrases[1] = "L'économie sociale et solidaire représente " .. en_texte(part)
      .. " de l'emploi salarié " .. t.nom_en .. " (" .. quand(part) .. ")."
  end
  if postes and part then
    phrases[2] = "Elle y compte " .. precise(postes) .. " postes (" .. quand(postes) .. ")."
  elseif postes then
    phrases[1] = "L'économie sociale et solidaire compte " .. precise(postes) .. " postes salariés "
      .. t.nom_en .. " (" .. quand(postes) .. ")."
  end
  if #phrases == 0 then
    phrases[1] = "Les chiffres publiés de l'économie sociale et solidaire " .. t.nom_en .. "."
  end
  return table.concat(phrases, " ")
end

-- Le territoire parmi ceux qui se comparent à lui : même parent ou même niveau, même millésime.
local function figure_des_pairs(t)
  local part = chiffre(t.territoire, "part_emploi_salarie")
  if not part or part.annee_type == "s.d." then return nil end
  local proches = {}
  for _, autre in pairs(lignes) do
    local parent = autre.territoire == t.parent or autre.territoire == "FR"
    local frere = autre.parent == t.parent and autre.niveau == t.niveau and t.niveau ~= "region"
    if autre.territoire == t.territoire or parent or frere or autre.parent == t.territoire then
      if autre.niveau ~= "ancienne-region" and chiffre(autre.territoire, "part_emploi_salarie", part.millesime) then
        proches[#proches + 1] = autre.territoire
      end
    end
  end
  if #proches < 3 then return nil end
  local pairs_du_territoire = chiffres:filter {
      indicateur = "part_emploi_salarie", famille = "ensemble", millesime = part.millesime, territoire = proches,
    }
    :derive { part = { "valeur", title = "Part de l'ESS dans l'emploi salarié", unit = "%" } }
    :distinct("territoire", "part")
    :left_join(territoires:select("territoire", "nom", "niveau", "niveau_libelle"), "territoire")
    :select("nom", "niveau_libelle", "part", "niveau")
    :arrange("part", "desc")
  -- Le parent et la France sont des repères, s'ils sont connus à cette date.
  local reperes = {}
  for _, repere in ipairs { t.parent, "FR" } do
    local nom = repere ~= "" and repere ~= t.territoire and lignes[repere].nom
    if nom and nom ~= reperes[1] and pairs_du_territoire:row { nom = nom } then reperes[#reperes + 1] = nom end
  end
  local creux = pairs_du_territoire:filter { niveau = { "epci", "commune" } }:pull "nom"
  return {
    id = "comparaison", kind = "dots", table = pairs_du_territoire, label = "nom", value = "part", start = 6,
    columns = { "nom", "niveau_libelle", "part" },
    highlight = t.nom, reference = #reperes > 0 and reperes or nil,
    hollow = #creux > 0 and creux or nil, hollow_label = #creux > 0 and "intercommunalité ou commune" or nil,
    title = t.nom .. " parmi les territoires connus à la même date",
    measure = "Part de l'ESS dans l'emploi salarié, " .. quand(part) .. ", en %",
    reading = t.nom_en .. ", " .. en_texte(part) .. " de l'emploi salarié relève de l'ESS.",
    field = "Postes salariés, tous employeurs au dénominateur.",
    source = part.source_nom,
    note = "Seuls les territoires dont la part a été publiée pour cette date figurent ici.",
  }
end

-- Toutes les régions ensemble, chacune à son millésime.
local function figure_des_regions(t)
  return {
    id = "regions", kind = "bars", table = essor.table "regions", label = "nom", value = "part",
    columns = { "nom", "part", "millesime" }, highlight = t.nom,
    title = t.nom .. " parmi les treize régions de métropole",
    measure = "Part de l'ESS dans l'emploi salarié, dernier millésime retenu, en %",
    reading = t.nom_en .. ", " .. en_texte(chiffre(t.territoire, "part_emploi_salarie"))
      .. " de l'emploi salarié relève de l'ESS (" .. quand(chiffre(t.territoire, "part_emploi_salarie")) .. ").",
    field = "Treize régions de métropole.",
    source = "Insee, Cress, RTES et presse régionale ; détail dans le panorama des régions.",
    note = "Les millésimes diffèrent : la figure situe la région, elle ne la classe pas.",
  }
end

-- La dernière répartition par famille qui donne au moins trois familles, d'une seule source.
local function repartition(t)
  local groupes, derniere = {}, nil
  chiffres:filter { territoire = t.territoire, indicateur = "part_famille_dans_salaries_ess", secteur = "ensemble" }
    :arrange("annee"):each(function(ligne)
      local nom = ligne.millesime .. ligne.source_nom
      groupes[nom] = (groupes[nom] or 0) + 1
      if groupes[nom] >= 3 then derniere = ligne end
    end)
  return derniere
end

local function figure_des_familles(t)
  local choisie = repartition(t)
  if not choisie then return nil end
  local parts = familles:inner_join(
      chiffres:filter { territoire = t.territoire, indicateur = "part_famille_dans_salaries_ess", secteur = "ensemble",
                        millesime = choisie.millesime, source_nom = choisie.source_nom }
              :derive { part = { "valeur", title = "Part des postes de l'ESS", unit = "%" } }
              :select("famille", "part"), "famille")
    :arrange("ordre")
  local associations = parts:row { famille = "associations" }
  if not associations then return nil end
  return {
    id = "familles", kind = "bars", table = parts, label = "nom_famille", value = "part",
    columns = { "nom_famille", "part" }, highlight = "Associations",
    title = "Les associations, premier employeur de l'ESS",
    measure = "Répartition des postes salariés de l'ESS par famille, " .. quand(choisie) .. ", en %",
    reading = pourcent(associations.part) .. " des postes de l'ESS sont dans une association.",
    field = "Postes salariés de l'ESS, " .. t.nom .. ".",
    source = choisie.source_nom,
    note = "Les parts sont arrondies une à une : leur somme peut s'écarter de 100. Une famille absente n'a pas été publiée.",
  }
end

local function figures(t)
  local liste, sans = {}, SANS[t.territoire] or {}
  if not sans.pairs then liste[#liste + 1] = figure_des_pairs(t) end
  if t.niveau == "region" then liste[#liste + 1] = figure_des_regions(t) end
  if not sans.familles then liste[#liste + 1] = figure_des_familles(t) end
  return #liste > 0 and liste or nil
end

-- Les sources de chaque fiche, dans l'ordre où sa table les cite : leur rang est leur numéro.
local citees, renvois = {}, {}
chiffres:left_join(mesures, "indicateur"):arrange("rang"):each(function(ligne)
  local liste = citees[ligne.territoire] or { numeros = {} }
  citees[ligne.territoire] = liste
  if liste.numeros[ligne.source_nom] then return end
  liste[#liste + 1] = { title = ligne.source_nom, url = ligne.source_url ~= "" and ligne.source_url or nil,
                        note = ligne.source_url == "" and "adresse complète non connue" or nil }
  liste.numeros[ligne.source_nom] = #liste
  renvois[#renvois + 1] = { territoire = ligne.territoire, source_nom = ligne.source_nom, numero = #liste }
end)
renvois = essor.table(nil, renvois, { "territoire", "source_nom", "numero" })

local function sources(t)
  local liste = {}
  for i, source in ipairs(citees[t.territoire] or {}) do liste[i] = source end
  return #liste > 0 and liste or nil
end

-- « Postes salariés : Associations » : la mesure, et ce qu'elle compte quand ce n'est pas toute l'ESS.
local MESURE = 'mesure .. if_(famille == "ensemble", "", " : " .. nom_famille)'
  .. ' .. if_(secteur == "ensemble", "", " : " .. nom_secteur)'

-- Tout ce qui a été relevé pour le territoire, contradictions comprises.
local function tableau(t)
  local connus = chiffres:filter { territoire = t.territoire }
    :left_join(mesures, "indicateur")
    :left_join(familles, "famille")
    :left_join(secteurs, "secteur")
    :left_join(renvois, { "territoire", "source_nom" })
    :arrange("rang")
    :derive { chiffre = { MESURE, title = "Chiffre publié" }, source = { "numero", title = "Source" } }
    :select("chiffre", "valeur", "unite", "millesime", "precision", "source", "source_url", "source_nom")
  return {
    id = "releves", kind = "table", table = connus,
    columns = { "chiffre", "valeur", "unite", "millesime", "precision", "source" },
    link = { source = "source_url" },
    title = "Tous les chiffres relevés",
    measure = "Chiffres publiés, " .. t.nom .. ", toutes dates et toutes sources",
    reading = "chaque ligne est un chiffre publié, avec son unité, son millésime et le numéro de sa source.",
    field = "Le périmètre et le dénominateur sont ceux de chaque source.",
    source = "Les numéros renvoient aux sources de la fiche.",
    note = "Deux valeurs peuvent se contredire : elles sont montrées toutes les deux.",
  }
end

local function voisin(t)
  local part = chiffre(t.territoire, "part_emploi_salarie")
  return { path = t.chemin, title = t.nom,
           detail = part and en_texte(part) .. ", " .. part.millesime or "part non publiée" }
end

-- Les régions qui se touchent.
local LIMITROPHES = {
  ["REG-11"] = { "REG-24", "REG-27", "REG-28", "REG-32", "REG-44" },
  ["REG-24"] = { "REG-11", "REG-27", "REG-28", "REG-52", "REG-75", "REG-84" },
  ["REG-27"] = { "REG-11", "REG-24", "REG-44", "REG-84" },
  ["REG-28"] = { "REG-11", "REG-24", "REG-32", "REG-52", "REG-53" },
  ["REG-32"] = { "REG-11", "REG-28", "REG-44" },
  ["REG-44"] = { "REG-11", "REG-27", "REG-32" },
  ["REG-52"] = { "REG-24", "REG-28", "REG-53", "REG-75" },
  ["REG-53"] = { "REG-28", "REG-52" },
  ["REG-75"] = { "REG-24", "REG-52", "REG-76", "REG-84" },
  ["REG-76"] = { "REG-75", "REG-84", "REG-93" },
  ["REG-84"] = { "REG-24", "REG-27", "REG-75", "REG-76", "REG-93" },
  ["REG-93"] = { "REG-76", "REG-84" },
}

-- Le parent, puis les territoires qu'il contient, puis ses voisins : régions limitrophes, ou
-- territoires de même niveau et de même parent.
local function voisins(t)
  local parents, freres, enfants = {}, {}, {}
  local limitrophes = {}
  for _, autre in ipairs(LIMITROPHES[t.territoire] or {}) do limitrophes[autre] = true end
  territoires:each(function(autre)
    if autre.territoire == t.territoire then return end
    local frere = autre.parent == t.parent and autre.niveau == t.niveau
    if t.niveau == "region" then frere = limitrophes[autre.territoire] end
    if autre.territoire == t.parent then parents[#parents + 1] = voisin(autre)
    elseif frere then freres[#freres + 1] = voisin(autre)
    elseif autre.parent == t.territoire then enfants[#enfants + 1] = voisin(autre) end
  end)
  local liste = {}
  for _, groupe in ipairs { parents, enfants, freres } do
    for _, v in ipairs(groupe) do
      if #liste < 14 then liste[#liste + 1] = v end
    end
  end
  return liste
end

-- Le texte d'une fiche que personne n'a encore écrite dit l'état des connaissances.
local function texte(t)
  if ECRITES[t.territoire] then return nil end
  local connus = #chiffres:filter { territoire = t.territoire }
  local phrases = {
    connus .. (connus < 2 and " chiffre a été relevé" or " chiffres ont été relevés")
      .. " pour ce territoire dans des publications publiques.",
  }
  if connus < 5 then
    phrases[2] = "C'est peu : aucune table publique ne donne, territoire par territoire, l'emploi et les établissements de l'ESS. Les autres mesures sont notées « … »."
  end
  if t.note ~= "" then phrases[#phrases + 1] = t.note .. "." end
  return table.concat(phrases, " ")
end

local function alias(t)
  local liste = {}
  if "territoires/" .. t.slug ~= t.chemin then liste[1] = "territoires/" .. t.slug end
  for _, ancien in ipairs(ALIAS[t.territoire] or {}) do liste[#liste + 1] = ancien end
  return #liste > 0 and liste or nil
end

local rang = 0
essor.pages(territoires, function(t)
  rang = rang + 1
  local cles, provenance = chiffres_cles(t)
  local part = chiffre(t.territoire, "part_emploi_salarie")
  return {
    path = t.chemin, type = "territoire", data = t, weight = rang,
    title = titre(t), short_title = t.nom, description = description(t),
    body = texte(t), aliases = alias(t), sources = sources(t), figures = figures(t),
    territoire = t.territoire, nom = t.nom, niveau = t.niveau, niveau_libelle = t.niveau_libelle,
    code = t.code ~= "" and t.code or nil,
    note = t.note ~= "" and t.note or nil,
    part = part and en_texte(part) or "…",
    chiffres = cles, provenance = provenance, tableau = tableau(t), voisins = voisins(t),
  }
end)
