#include "lifecycle/registries.h"

#include <algorithm>
#include <array>

#include "common/arn.h"

namespace autopilot {
namespace {

struct RegionAccounts {
  std::string_view region;
  std::string_view xgboost;
  std::string_view linear_learner;  // empty: none published
  std::string_view deep_learning;
};

constexpr std::string_view kMostDeepLearning = "763104351884";

constexpr std::array kAccounts{
    RegionAccounts{"us-east-1", "683313688378", "382416733822", kMostDeepLearning},
    RegionAccounts{"us-east-2", "257758044811", "404615174143", kMostDeepLearning},
    RegionAccounts{"us-west-1", "746614075791", "632365934929", kMostDeepLearning},
    RegionAccounts{"us-west-2", "246618743249", "174872318107", kMostDeepLearning},
    RegionAccounts{"af-south-1", "510948584623", "455444449433", "626614931356"},
    RegionAccounts{"ap-east-1", "651117190479", "286214385809", "871362719292"},
    RegionAccounts{"ap-northeast-1", "354813040037", "351501993468", kMostDeepLearning},
    RegionAccounts{"ap-northeast-2", "366743142698", "835164637446", kMostDeepLearning},
    RegionAccounts{"ap-northeast-3", "867004704886", "364406365360", "364406365360"},
    RegionAccounts{"ap-south-1", "720646828776", "991648021394", kMostDeepLearning},
    RegionAccounts{"ap-south-2", "628508329040", "", "772153158452"},
    RegionAccounts{"ap-southeast-1", "121021644041", "475088953585", kMostDeepLearning},
    RegionAccounts{"ap-southeast-2", "783357654285", "712309505854", kMostDeepLearning},
    RegionAccounts{"ap-southeast-3", "951798379941", "", "907027046896"},
    RegionAccounts{"ap-southeast-4", "106583098589", "", "457447274322"},
    RegionAccounts{"ca-central-1", "341280168497", "469771592824", kMostDeepLearning},
    RegionAccounts{"ca-west-1", "190319476487", "", kMostDeepLearning},
    RegionAccounts{"cn-north-1", "450853457545", "390948362332", "727897471807"},
    RegionAccounts{"cn-northwest-1", "451049120500", "387376663083", "727897471807"},
    RegionAccounts{"eu-central-1", "492215442770", "664544806723", kMostDeepLearning},
    RegionAccounts{"eu-central-2", "680994064768", "", "380420809688"},
    RegionAccounts{"eu-north-1", "662702820516", "669576153137", kMostDeepLearning},
    RegionAccounts{"eu-south-1", "978288397137", "257386234256", "692866216735"},
    RegionAccounts{"eu-south-2", "104374241257", "", "503227376785"},
    RegionAccounts{"eu-west-1", "141502667606", "438346466558", kMostDeepLearning},
    RegionAccounts{"eu-west-2", "764974769150", "644912444149", kMostDeepLearning},
    RegionAccounts{"eu-west-3", "659782779980", "749696950732", kMostDeepLearning},
    RegionAccounts{"il-central-1", "898809789911", "", kMostDeepLearning},
    RegionAccounts{"me-central-1", "272398656194", "", "914824155844"},
    RegionAccounts{"me-south-1", "801668240914", "249704162688", "217643126080"},
    RegionAccounts{"sa-east-1", "737474898029", "855470959533", kMostDeepLearning},
    RegionAccounts{"us-gov-east-1", "237065988967", "", "446045086412"},
    RegionAccounts{"us-gov-west-1", "414596584902", "226302683700", "442386744353"}};

std::string_view AccountIn(const RegionAccounts& accounts, Registry registry) {
  switch (registry) {
    case Registry::kXGBoost:
      return accounts.xgboost;
    case Registry::kLinearLearner:
      return accounts.linear_learner;
    case Registry::kDeepLearning:
      return accounts.deep_learning;
  }
  return {};
}

std::string_view Account(Registry registry, std::string_view region) {
  const auto* found = std::find_if(kAccounts.begin(), kAccounts.end(),
                                   [&](const auto& accounts) { return accounts.region == region; });
  const std::string_view account =
      found == kAccounts.end() ? std::string_view() : AccountIn(*found, registry);
  return account.empty() ? AccountIn(kAccounts.front(), registry) : account;
}

}  // namespace

std::string ImageUri(Registry registry, std::string_view region, std::string_view image) {
  std::string uri(Account(registry, region));
  uri.append(".dkr.ecr.").append(region).append(".amazonaws.com");
  if (Partition(region) == "aws-cn") uri += ".cn";
  return uri.append("/").append(image);
}

}  // namespace autopilot
